/** Where the carrier finds us: every address we hand out, built from configuration and ids alone (never from a caller's words). */
import type { Locale } from '@lib/contracts';
import type { Config } from '@lib/platform';

export interface Told {
  /** The ticket number was spoken. */
  number: boolean;
  /** The last wait spoken, in minutes: a later one is never longer. */
  minutes: number | null;
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
    const query = new URLSearchParams({ lang: locale });
    if (told.number) query.set('told', '1');
    if (told.minutes !== null) query.set('minutes', String(told.minutes));
    return `${this.base}/voice/wait/${callSid}?${query.toString()}`;
  }

  queueExit(callSid: string): string {
    return `${this.base}/voice/queue-exit/${callSid}`;
  }

  join(callSid: string): string {
    return `${this.base}/voice/join/${callSid}`;
  }

  after(callSid: string): string {
    return `${this.base}/voice/after/${callSid}`;
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
