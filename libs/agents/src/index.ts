/** The door of agents. */
export * from './agents.entities.js';
