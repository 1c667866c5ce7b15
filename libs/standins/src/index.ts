/** The door of standins. */
export * from './attendance.js';
export * from './choice.js';
export * from './stand-ins.js';
export * from './standins.module.js';
