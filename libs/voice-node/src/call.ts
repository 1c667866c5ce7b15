/** One leg of a conversation as the provider's API knows it: its status moves one way and every move is reported. */
import type { AnsweredBy } from './amd/greeting-listener.js';
import type { Callback } from './callbacks/callback-outbox.js';
import type { Method, Parameters } from './callbacks/webhooks.js';
import type { Line } from './line.js';

export type CallStatus =
  | 'queued'
  | 'initiated'
  | 'ringing'
  | 'in-progress'
  | 'completed'
  | 'busy'
  | 'no-answer'
  | 'canceled'
  | 'failed';
export type CallDirection = 'inbound' | 'outbound-api' | 'outbound-dial';
export type CallEvent = 'initiated' | 'ringing' | 'answered' | 'completed';

export interface StatusSubscription {
  url: string;
  method: Method;
  events: readonly CallEvent[];
}

const RANK: Record<CallStatus, number> = {
  queued: 0,
  initiated: 1,
  ringing: 2,
  'in-progress': 3,
  completed: 9,
  busy: 9,
  'no-answer': 9,
  canceled: 9,
  failed: 9,
};

const SIP_CODES: Partial<Record<CallStatus, string>> = {
  completed: '200',
  busy: '486',
  'no-answer': '487',
  canceled: '487',
  failed: '404',
};

export interface CallDetails {
  sid: string;
  accountSid: string;
  direction: CallDirection;
  from: string;
  to: string;
  parentCallSid: string | null;
  phoneNumberSid: string | null;
  subscription?: StatusSubscription;
}

export class Call {
  status: CallStatus;
  readonly createdAt = new Date();
  updatedAt = this.createdAt;
  answeredAt: Date | null = null;
  endedAt: Date | null = null;
  subscription?: StatusSubscription;
  /** How long it waited for its turn to ring. */
  queuedMs = 0;
  /** Who picked up, once a listener for machines could tell. */
  answeredBy: AnsweredBy | null = null;
  private sequence = 0;
  private readonly endListeners = new Set<() => void>();
  private readonly answerListeners = new Set<() => void>();
  private readonly digitListeners = new Set<(digit: string) => void>();

  constructor(
    readonly details: CallDetails,
    readonly line: Line,
    private readonly report: (callback: Callback) => void,
  ) {
    this.subscription = details.subscription;
    this.status = details.direction === 'inbound' ? 'ringing' : 'queued';
  }

  get sid(): string {
    return this.details.sid;
  }

  get ended(): boolean {
    return RANK[this.status] === 9;
  }

  get answered(): boolean {
    return this.answeredAt !== null;
  }

  get durationSeconds(): number {
    if (!this.answeredAt) return 0;
    return Math.max(
      0,
      Math.round(((this.endedAt ?? new Date()).getTime() - this.answeredAt.getTime()) / 1000),
    );
  }

  /** Moves the status forward; an earlier or second terminal status is ignored. */
  advance(status: CallStatus): boolean {
    if (RANK[status] <= RANK[this.status]) return false;
    this.status = status;
    this.updatedAt = new Date();
    if (status === 'in-progress') this.answeredAt = this.updatedAt;
    if (this.ended) this.endedAt = this.updatedAt;
    this.notify();
    if (status === 'in-progress') for (const listener of this.answerListeners) listener();
    if (this.ended) this.tellEnded();
    return true;
  }

  onEnd(listener: () => void): () => void {
    if (this.ended) queueMicrotask(listener);
    else this.endListeners.add(listener);
    return () => this.endListeners.delete(listener);
  }

  onAnswer(listener: () => void): void {
    this.answerListeners.add(listener);
  }

  onDigit(listener: (digit: string) => void): () => void {
    this.digitListeners.add(listener);
    return () => this.digitListeners.delete(listener);
  }

  press(digits: string): void {
    for (const digit of digits) for (const listener of [...this.digitListeners]) listener(digit);
  }

  /** The parameters that stand in every webhook about this call. */
  parameters(): Parameters {
    const { accountSid, direction, from, to, parentCallSid } = this.details;
    return {
      AccountSid: accountSid,
      ApiVersion: '2010-04-01',
      CallSid: this.sid,
      CallStatus: this.status,
      Called: to,
      Caller: from,
      Direction: direction,
      From: from,
      To: to,
      ...(this.answeredBy && { AnsweredBy: this.answeredBy }),
      ...(parentCallSid && { ParentCallSid: parentCallSid }),
      ...(to.startsWith('+') && place('Called', to)),
      ...(to.startsWith('+') && place('To', to)),
      ...(from.startsWith('+') && place('Caller', from)),
      ...(from.startsWith('+') && place('From', from)),
    };
  }

  private notify(): void {
    const event = eventOf(this.status);
    if (!event || !this.subscription?.events.includes(event)) return;
    this.report({
      url: this.subscription.url,
      method: this.subscription.method,
      parameters: {
        ...this.parameters(),
        CallbackSource: 'call-progress-events',
        SequenceNumber: String(this.sequence++),
        Timestamp: this.updatedAt.toUTCString().replace('GMT', '+0000'),
        ...(this.ended && {
          CallDuration: String(this.durationSeconds),
          Duration: String(Math.ceil(this.durationSeconds / 60)),
          SipResponseCode: SIP_CODES[this.status] ?? '200',
        }),
      },
    });
  }

  private tellEnded(): void {
    for (const listener of this.endListeners) listener();
    this.endListeners.clear();
    this.digitListeners.clear();
  }
}

function eventOf(status: CallStatus): CallEvent | null {
  if (status === 'initiated' || status === 'ringing') return status;
  if (status === 'in-progress') return 'answered';
  return RANK[status] === 9 ? 'completed' : null;
}

/** Places are unknown to a demo carrier, but the provider sends the names, empty, and they count in the signature. */
function place(party: string, number: string): Parameters {
  return {
    [`${party}City`]: '',
    [`${party}State`]: '',
    [`${party}Zip`]: '',
    [`${party}Country`]: number.startsWith('+33') ? 'FR' : number.startsWith('+1') ? 'US' : '',
  };
}
