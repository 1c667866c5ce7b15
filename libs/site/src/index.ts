/** The door of site. */
export * from './site.module.js';
