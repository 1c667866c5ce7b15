/** The door of rules. */
export * from './rules.entities.js';
export * from './rules.module.js';
