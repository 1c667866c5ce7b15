/** The door of realtime: the gateway that pushes to consoles. */
export { RealtimeModule } from './realtime.module.js';
