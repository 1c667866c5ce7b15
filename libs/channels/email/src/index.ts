/** The door of the e-mail channel. */
export {
  EmailApiModule,
  EmailModule,
  EmailWorkerModule,
  PARSE_WORKER,
  ASK_NAME,
  TRUST_WORKER,
} from './email.module.js';
export { EMAIL_ENTITIES } from './email.entities.js';
export { contentKey, normalizeMail, type Fate } from './email.normalizer.js';
export type { MailFacts } from './mail-facts.js';
export { MailTokens } from './sending/mail-tokens.js';
export { SmtpDoor } from './smtp-door.js';
export { EmailReceiver } from './email.receiver.js';
export { MailboxSecrets } from './settings/mailbox-secrets.js';
