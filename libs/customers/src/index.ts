/** The door of customers. */
export * from './customers.entities.js';
