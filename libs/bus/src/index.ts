/** The door of the bus. */
export * from './bus.entities.js';
export * from './bus.module.js';
export * from './dispatches.js';
export * from './event-tail.js';
export * from './inbox.js';
export { AskedAfter } from './asked-after.js';
export * from './interaction-status.js';
export * from './listeners.js';
export * from './mail-rush.js';
export * from './outbox.js';
export { ParkedSources } from './parked/parked-sources.js';
export { ParkedWorks } from './parked/parked-works.js';
export * from './timers.js';
export * from './wakeups.js';
export * from './work-loop.js';
