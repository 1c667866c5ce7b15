/** The door of views. */
export * from './views.entities.js';
export * from './views.module.js';
