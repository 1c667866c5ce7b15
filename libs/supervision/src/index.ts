/** The door of supervision. */
export * from './supervision.entities.js';
export * from './supervision.module.js';
export * from './watched-calls.reader.js';
export { watchesSql } from './supervised-call.js';
