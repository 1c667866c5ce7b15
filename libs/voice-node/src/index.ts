/** The door of voice-node: start it, and say what it needs. */
export { startVoiceNode, type RunningVoiceNode } from './voice-node.js';
export type { Log, VoiceApplication, VoiceNodeOptions, VoiceNumber } from './options.js';
