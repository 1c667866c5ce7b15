/** The door of record. */
export * from './fields.service.js';
export { MacroBook } from './macro-book.js';
export { MacroUseService } from './macro-use.service.js';
export * from './plan.service.js';
export * from './record.entities.js';
export * from './record.module.js';
export { TagsService } from './tags.service.js';
