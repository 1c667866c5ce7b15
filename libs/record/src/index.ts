/** The door of record. */
export * from './fields.service.js';
export * from './macro-use.service.js';
export * from './plan.service.js';
export * from './record.entities.js';
export * from './record.module.js';
export * from './tags.service.js';
