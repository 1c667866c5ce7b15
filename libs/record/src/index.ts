/** The door of record. */
export * from './plan.service.js';
export * from './record.entities.js';
export * from './record.module.js';
