/** Where the carrier finds us: every address we hand out, built from configuration and ids alone (never from a caller's words). */
import type { Locale } from '@lib/contracts';
import type { Config } from '@lib/platform';

export interface Told {
  /** The ticket number was spoken. */
  number: boolean;
  /** The last wait spoken, in minutes: a later one is never longer. */
  minutes: number | null;
  /** The announcement that was spoken. */
  announcement?: string | null;
}

export class VoiceUrls {
  readonly base: string;
  /** What a webhook may be signed over: where we send the carrier, and what the outside calls us. */
  readonly signedBases: string[];

  constructor(config: Pick<Config, 'publicUrl' | 'VOICE_WEBHOOK_BASE'>) {
    this.base = (config.VOICE_WEBHOOK_BASE ?? config.publicUrl).replace(/\/+$/, '');
    this.signedBases = [...new Set([this.base, config.publicUrl])];
  }

  /** The same webhook once more, for a caller whom we could not serve the first time. */
  again(path: string, again: number): string {
    return `${this.base}/voice/${path}?again=${again}`;
  }

  inbound(): string {
    return `${this.base}/voice/inbound`;
  }

  /** Where calls from consoles begin. */
  client(): string {
    return `${this.base}/voice/client`;
  }

  /** The language travels along, so that a round of waiting can be rendered without the database. */
  wait(callSid: string, locale: Locale, told: Told = { number: false, minutes: null }): string {
    const query = toldQuery(locale, told);
    return `${this.base}/voice/wait/${callSid}?${query.toString()}`;
  }

  queueExit(callSid: string): string {
    return `${this.base}/voice/queue-exit/${callSid}`;
  }

  /** One visit of one step of a menu; the number tells a repeated request from another visit. */
  menu(callSid: string, stepId: string, visit: number): string {
    return `${this.base}/voice/menu/${callSid}/${stepId}?n=${visit}`;
  }

  /** The same visit once more; what was keyed in travels along. */
  menuAgain(callSid: string, stepId: string, kept: { visit: number; keys: string; again: number }): string {
    const query = new URLSearchParams({ n: String(kept.visit), again: String(kept.again) });
    if (kept.keys) query.set('k', kept.keys);
    return `${this.base}/voice/menu/${callSid}/${stepId}?${query.toString()}`;
  }

  /** A caller who waits says by a key what they would rather do. */
  choice(callSid: string, locale: Locale, told: Told): string {
    return `${this.base}/voice/choice/${callSid}?${toldQuery(locale, told).toString()}`;
  }

  /** Where a caller leaves a message instead of waiting on. */
  message(callSid: string): string {
    return `${this.base}/voice/message/${callSid}`;
  }

  messageEnd(callSid: string): string {
    return `${this.base}/voice/message-end/${callSid}`;
  }

  /** Told when what a caller said is ready to be fetched. */
  recording(callSid: string): string {
    return `${this.base}/voice/recording?of=${callSid}`;
  }

  /** Told how the recording of a call goes, by the carrier that makes it. */
  callRecording(callSid: string): string {
    return `${this.base}/voice/recording?of=${callSid}&what=call`;
  }

  /** Asked when a customer has heard that the call is recorded, with the key they pressed, if any. */
  announced(callSid: string): string {
    return `${this.base}/voice/announced/${callSid}`;
  }

  /** What a customer hears whom we called, before anything is recorded. */
  recordingNotice(callSid: string): string {
    return `${this.base}/voice/recording-notice/${callSid}`;
  }

  join(callSid: string): string {
    return `${this.base}/voice/join/${callSid}`;
  }

  after(callSid: string): string {
    return `${this.base}/voice/after/${callSid}`;
  }

  /** One visit of the question after a call. */
  survey(callSid: string, visit: number): string {
    return `${this.base}/voice/survey/${callSid}?n=${visit}`;
  }

  /** What a customer on hold hears. */
  hold(callSid: string, locale: Locale): string {
    return `${this.base}/voice/hold/${callSid}?${new URLSearchParams({ lang: locale }).toString()}`;
  }

  /** Status of a customer's leg (set on the number), or of a colleague's leg called on behalf of a customer's. */
  leg(of?: { callSid: string; agentId: string; offerId: string | null; role?: string }): string {
    if (!of) return `${this.base}/voice/leg`;
    const query = new URLSearchParams({ of: of.callSid, agent: of.agentId });
    if (of.offerId) query.set('offer', of.offerId);
    if (of.role && of.role !== 'agent') query.set('role', of.role);
    return `${this.base}/voice/leg?${query.toString()}`;
  }

  /** Status of the customer's line in a call we make. */
  customerLeg(callSid: string): string {
    return `${this.base}/voice/leg?${new URLSearchParams({ of: callSid, role: 'customer' }).toString()}`;
  }

  /** The same for every participant: the carrier keeps only the first one's and drops the others silently. */
  conference(): string {
    return `${this.base}/voice/conf`;
  }

  holdMusic(): string {
    return `${this.base}/voice/hold-music.wav`;
  }
}

/** What was told travels along, so that nothing is said twice. */
function toldQuery(locale: Locale, told: Told): URLSearchParams {
  const query = new URLSearchParams({ lang: locale });
  if (told.number) query.set('told', '1');
  if (told.minutes !== null) query.set('minutes', String(told.minutes));
  if (told.announcement) query.set('said', told.announcement);
  return query;
}
