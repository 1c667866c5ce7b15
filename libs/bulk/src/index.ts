/** The door of jobs on many tickets. */
export * from './bulk.entities.js';
export * from './bulk.module.js';
