/** The door of callbacks. */
export * from './callback.service.js';
export * from './callbacks.entities.js';
export * from './callbacks.module.js';
