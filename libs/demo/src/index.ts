/** The door of demo. */
export * from './demo-company.js';
export * from './demo-access.js';
