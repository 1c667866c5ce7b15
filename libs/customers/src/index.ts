/** The door of customers. */
export * from './address.js';
export * from './customer-reader.js';
export * from './customer-resolver.js';
export * from './customers.entities.js';
export * from './customers.module.js';
export * from './same-person.js';
export * from './profile-book.js';
export * from './undeliverable.js';
