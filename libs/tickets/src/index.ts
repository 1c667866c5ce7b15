/** The door of tickets. */
export * from './tickets.entities.js';
