/** The door of kitchen. */
export * from './check.js';
export * from './customer-text-check.js';
export * from './house-names.js';
export * from './inner-word-list.js';
export * from './kitchen.entities.js';
export * from './kitchen.module.js';
