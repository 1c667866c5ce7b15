/** The door of the replay: a recorded day lived again under other rules or staffing, in memory alone. */
export * from './day-reader.js';
export * from './demo-day.js';
export * from './erlang.js';
export * from './figures.js';
export * from './recorded-day.js';
export * from './report.js';
export * from './simulation.js';
