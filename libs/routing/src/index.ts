/** The door of routing. */
export * from './announcer.js';
export * from './assignment.service.js';
export * from './offer-reader.js';
export * from './offer.service.js';
export * from './overflow.service.js';
export { PeopleSettingsService } from './people-settings.service.js';
export * from './plan-reader.js';
export * from './planner.js';
export * from './queue-reader.js';
export * from './queue-preview.js';
export * from './queue-rules.service.js';
export * from './queue-settings.service.js';
export * from './responsiveness.js';
export * from './router.worker.js';
export * from './routing-explainer.js';
export * from './routing.entities.js';
export * from './routing.module.js';
export * from './steering.service.js';
