/** The door of realtime-client: one connection and one store between the gateway and a console. */
export * from './console-connection.js';
export * from './console-state.js';
export * from './entity-store.js';
export * from './command-error.js';
export type { FrameScheduler } from './frame-scheduler.js';
export type { CommandInput, CommandName, CommandResult } from './gateway-socket.js';
