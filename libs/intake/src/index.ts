/** The door of intake. */
export * from './intake.module.js';
export * from './intake.service.js';
