/** The door of knowledge. */
export * from './knowledge.entities.js';
export * from './knowledge.module.js';
export { writePublicPages } from './publication.js';
