/** The door of search. */
export * from './search.entities.js';
export * from './search.module.js';
export * from './search.service.js';
export * from './search-sql.js';
export * from './search-index.js';
export { SearchTermReader } from './search-terms.js';
