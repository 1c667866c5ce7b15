/** Lets one softphone use the media relay for a while: access is made from the shared secret, and nothing of it is stored. */
import { createHmac } from 'node:crypto';
import type { VoiceToken } from '@lib/contracts';
import type { Config } from '@lib/platform';

/** The softphone asks anew each hour, so every call begins with an hour or more in which it may look for another way. */
const lifeSeconds = 2 * 3_600;

export type RelaySettings = Pick<Config, 'TURN_URLS' | 'TURN_SECRET' | 'TURN_ONLY'>;

/** The scheme of coturn's `use-auth-secret`: the name says until when, the password proves who said so. Null without relays. */
export function relayAccess(
  { TURN_URLS: urls, TURN_SECRET: secret, TURN_ONLY: only }: RelaySettings,
  identity: string,
  now: Date,
): VoiceToken['relay'] {
  if (urls.length === 0 || secret === undefined) return null;
  const username = `${Math.floor(now.getTime() / 1_000) + lifeSeconds}:${identity}`;
  return { urls, username, credential: createHmac('sha1', secret).update(username).digest('base64'), only };
}
