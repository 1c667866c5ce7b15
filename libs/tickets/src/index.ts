/** The door of tickets. */
export * from './hand-over-records.js';
export * from './interaction.service.js';
export * from './outbound-messages.js';
export * from './ownership.service.js';
export * from './priority-table.js';
export * from './resolving-rules.js';
export * from './ticket-access.js';
export { actorOf, TicketCommands } from './ticket-commands.js';
export * from './ticket-reader.js';
export * from './ticket-rules.js';
export { DISRUPTION_JSON } from './ticket-time.js';
export * from './ticket-window.js';
export * from './ticket.service.js';
export * from './tickets.entities.js';
export * from './tickets.module.js';
export * from './timeline-reader.js';
export * from './timeline-writer.js';
