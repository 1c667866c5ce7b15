/** The way out: a dispatch becomes one built mail, leaves through the relay, and its end is recorded whatever crashes in between. */
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Dispatches, type ClaimedDispatch, type DispatchOutcome } from '@lib/bus';
import { Clock, crashPoint } from '@lib/platform';
import { OutgoingMails, UnusableAddress, type OutgoingMail } from './sending/outgoing-mail.js';
import { RELAY, type Relay, type RelayAnswer } from './sending/relay.js';

const MINUTE = 60_000;
const REFUSED_FOR_NOW_MS = [1, 5, 15, 60].map((minutes) => minutes * MINUTE);
const NOT_REACHED_MS = [5_000, 15_000, MINUTE, 5 * MINUTE];
const GIVE_UP_MS = 48 * 60 * MINUTE;
/** A try whose end nobody knows is repeated once: the Message-ID is the same, and receivers drop the twin. */
const MAX_UNKNOWN_ENDS = 2;

@Injectable()
export class EmailSender implements OnModuleInit {
  constructor(
    private readonly dispatches: Dispatches,
    private readonly outgoing: OutgoingMails,
    private readonly clock: Clock,
    @Inject(RELAY) private readonly relay: Relay,
  ) {}

  onModuleInit(): void {
    this.dispatches.consume('email', (claimed) => this.send(claimed));
  }

  async send(claimed: ClaimedDispatch<'email'>): Promise<DispatchOutcome> {
    let mail: OutgoingMail;
    try {
      mail = await this.outgoing.buildOnce(claimed.body);
    } catch (error) {
      if (error instanceof UnusableAddress) return { state: 'failed', detail: error.message };
      throw error;
    }
    if (mail.smtpResponse !== null) return sent(mail, mail.smtpResponse);
    if (mail.dataBegun >= MAX_UNKNOWN_ENDS)
      return { state: 'unsure', detail: 'the connection ended twice before the server answered' };
    const answer = await this.relay.deliver(mail, claimed.body, async () => {
      await Promise.all([
        this.outgoing.dataBegins(mail.messageId),
        claimed.checkpoint({ phase: 'data', mailId: mail.mailId }),
      ]);
    });
    return this.conclude(mail, answer, claimed.attempts);
  }

  private async conclude(
    mail: OutgoingMail,
    answer: RelayAnswer,
    attempts: number,
  ): Promise<DispatchOutcome> {
    if (answer.kind === 'taken') {
      crashPoint('after-smtp-250-before-mark');
      await this.outgoing.taken(mail.messageId, answer.response);
      return sent(mail, answer.response);
    }
    if (answer.kind === 'unknown') {
      return mail.dataBegun + 1 >= MAX_UNKNOWN_ENDS
        ? { state: 'unsure', detail: answer.response }
        : { state: 'retry', detail: answer.response, afterMs: NOT_REACHED_MS[0] ?? MINUTE };
    }
    if (answer.kind === 'refused') return { state: 'failed', detail: answer.response };
    if (answer.reached) await this.outgoing.dataRefused(mail.messageId);
    return this.later(mail, answer, attempts);
  }

  private later(
    mail: OutgoingMail,
    answer: { response: string; reached: boolean },
    attempts: number,
  ): DispatchOutcome {
    if (this.clock.now().getTime() - mail.builtAt.getTime() > GIVE_UP_MS)
      return { state: 'failed', detail: `given up after 48 hours: ${answer.response}` };
    return { state: 'retry', detail: answer.response, afterMs: retryDelayMs(attempts, answer.reached) };
  }
}

/** A server that said "later" is left alone for minutes; a relay we could not reach is asked again in seconds. */
export function retryDelayMs(attempts: number, reached: boolean): number {
  const steps = reached ? REFUSED_FOR_NOW_MS : NOT_REACHED_MS;
  return steps[Math.min(attempts, steps.length) - 1] ?? MINUTE;
}

function sent(mail: OutgoingMail, response: string): DispatchOutcome {
  return { state: 'sent', providerId: mail.mailId, detail: response };
}
