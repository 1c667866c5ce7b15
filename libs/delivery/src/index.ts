/** The door of delivery. */
export * from './automatic-messages.js';
export * from './delivery.entities.js';
export * from './delivery.module.js';
export * from './escalation.service.js';
export * from './hand-over.service.js';
export * from './reply.service.js';
