/** The door of routing. */
export * from './routing.entities.js';
