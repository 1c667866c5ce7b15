/** The door of contracts: the shapes that server, console, widget and integrators share. */
export * from './vocabulary.js';
export * from './inbound-message.js';
export * from './dispatch.js';
export * from './ticket-number.js';
export * from './problems.js';
export * from './views.js';
export * from './clocks.js';
export * from './http.js';
export * from './relations.js';
export * from './routing-rules.js';
export * from './sockets.js';
export * from './events.js';
export * from './kitchen.js';
