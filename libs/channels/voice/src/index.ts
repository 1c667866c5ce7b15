/** The door of the voice edge. */
export { attachEdgeProxy } from './edge-proxy.js';
export { CarrierAccount, carrierAccount, voiceNodeUrl } from './carrier/carrier-account.js';
export { agentIdentity } from './carrier/carrier.js';
export { VoiceUrls } from './twiml/voice-urls.js';
export { sentences, speechLanguage } from './twiml/spoken.js';
export { Reconciler } from './calls/reconciler.js';
export { ParkedWebhooksModule } from './webhooks/parked-webhooks.js';
export { VoiceApiModule, VoiceModule, VoiceWorkerModule } from './voice.module.js';
export { VOICE_ENTITIES } from './voice.entities.js';
