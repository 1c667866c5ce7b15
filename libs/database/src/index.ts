/** The door of the database room. */
export * from './data-source.js';
export * from './database.js';
export * from './database.module.js';
export * from './embedded/embedded-postgres.js';
export * from './embedded/visit-postgres.js';
export * from './live-lane.js';
export * from './migrations/acknowledgements.js';
export * from './migrations/kitchen-words.js';
export * from './planned-once.js';
