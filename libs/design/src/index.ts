/** The door of design: the words, the mark and the small rules of look that console and widget share. */
export type { MessageId, MessageValues } from './message-id.js';
export { mark } from './mark.js';
export { avatarTone, initialsOf } from './avatar.js';
