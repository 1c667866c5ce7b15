/** The door of platform. */
export * from './api-contract.js';
export * from './attached-mails.js';
export * from './auth.js';
export * from './clock.js';
export { CONFIG, ConfigError, isLoopback, loadConfig, type Config } from './config.js';
export * from './crash-point.js';
export * from './file-store.js';
export * from './recording-store.js';
export { fetchPicture, isOpenInternet, type Picture } from './outside-picture.js';
export * from './health.controller.js';
export * from './health.js';
export * from './if-match.js';
export * from './io-adapter.js';
export * from './logging.js';
export * from './platform.module.js';
export * from './problem-filter.js';
export * from './secrets.js';
export * from './virus-scanner.js';
export * from './zod-pipe.js';
export * from './http-app.js';
export * from './run-service.js';
export * from './nest-log.js';
export {
  addBusiness,
  businessBetween,
  isOpen,
  NeverOpen,
  opening,
  openSpans,
  type Calendar,
} from './business-calendar.js';
export { instantOf, localDate, nextDate } from './wall-clock.js';
export { within } from './within.js';
