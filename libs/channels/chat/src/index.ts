/** The door of the chat edge. */
export { CHAT_ENTITIES, ChatApiModule, ChatModule } from './chat.module.js';
export { threadKeyOf } from './visitor-inbound.js';
