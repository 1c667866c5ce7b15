/** The door of agents. */
export * from './absences.js';
export * from './agent-reader.js';
export * from './agent-state.service.js';
export * from './agents.entities.js';
export * from './agents.module.js';
export * from './capacity.service.js';
export * from './colleague-right.js';
export * from './engagements.js';
export * from './first-admin.js';
export * from './passwords.js';
export * from './presence.js';
export * from './sessions.js';
