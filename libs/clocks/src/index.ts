/** The door of clocks. */
export * from './deadline-reader.js';
export {
  addBusiness,
  businessBetween,
  isOpen,
  NeverOpen,
  opening,
  openSpans,
  type Calendar,
} from '@lib/platform';
export * from './clock.service.js';
export * from './clocks.entities.js';
export * from './clocks.module.js';
export * from './promise.service.js';
export * from './promises.entities.js';
