/** Where test phones plug in: a web page with a number, so that one person can call in and be called without a network. */
import type { Invitation, Line, Refusal } from '../line.js';
import { numberSid } from '../rest/numbers-resource.js';
import type { EdgeContext } from './signal-room.js';
import type { Guest, SocketRoom } from './socket-door.js';
import { WebLine, type LineWire } from './web-line.js';

const E164 = /^\+[1-9]\d{6,14}$/;

interface PhoneFrame {
  type?: 'register' | 'dial' | 'answer' | 'reject' | 'hangup' | 'digits';
  number?: string;
  to?: string;
  sdp?: string;
  callSid?: string;
  reason?: string;
  digits?: string;
}

export class PhoneRoom implements SocketRoom {
  private readonly phones = new Set<PhoneSession>();
  private context: EdgeContext | null = null;

  open(context: EdgeContext): void {
    this.context = context;
  }

  get plugged(): number {
    return [...this.phones].filter((phone) => phone.number !== null).length;
  }

  enter(guest: Guest): { message(frame: unknown): void; left(): void } {
    if (!this.context) throw new Error('the phone room is not open');
    const phone = new PhoneSession(guest, this.context);
    this.phones.add(phone);
    return {
      message: (frame) => phone.receive((frame ?? {}) as PhoneFrame),
      left: () => {
        this.phones.delete(phone);
        phone.left();
      },
    };
  }

  /** The phone that took this number last. */
  lineTo(number: string): Line | undefined {
    return [...this.phones].findLast((phone) => phone.number === number)?.newLine();
  }
}

class PhoneSession implements LineWire {
  number: string | null = null;
  private line: WebLine | null = null;

  constructor(
    private readonly guest: Guest,
    private readonly context: EdgeContext,
  ) {}

  newLine(): Line {
    const wire: LineWire = this.line
      ? { ...silentWire, invite: (_i, _o, line) => queueMicrotask(() => line.refusedByDevice('busy')) }
      : this;
    const line = new WebLine(this.context.newPeer(), wire);
    return this.line ? line : this.keep(line);
  }

  receive(frame: PhoneFrame): void {
    switch (frame.type) {
      case 'register':
        return this.register(frame.number ?? '');
      case 'dial':
        return this.dial(frame.to ?? '', frame.sdp ?? '');
      case 'answer':
        return this.line ? this.settle(this.line.answeredByDevice(frame.sdp ?? ''), this.line) : undefined;
      case 'reject':
        return this.line?.refusedByDevice(refusalOf(frame.reason));
      case 'hangup':
        return this.line?.hungUpByDevice();
      case 'digits':
        return this.line?.pressedByDevice(frame.digits ?? '');
      default:
        return undefined;
    }
  }

  left(): void {
    this.line?.lostByDevice();
  }

  invite(invitation: Invitation, offer: string): void {
    const { callSid, from, to } = invitation;
    this.guest.send({ type: 'incoming', callSid, from, to, sdp: offer });
  }

  ringing(callSid: string): void {
    this.guest.send({ type: 'ringing', callSid });
  }

  answered(callSid: string, answer: string | null): void {
    this.guest.send({ type: 'answered', callSid, sdp: answer });
  }

  cancelled(callSid: string): void {
    this.guest.send({ type: 'cancelled', callSid });
  }

  ended(callSid: string): void {
    this.guest.send({ type: 'ended', callSid });
  }

  private register(number: string): void {
    const own = this.context.options.numbers.map(({ phoneNumber }) => phoneNumber);
    if (!E164.test(number) || own.includes(number)) {
      this.guest.send({ type: 'error', message: 'not a number a phone can have' });
      return;
    }
    this.number = number;
    this.guest.send({ type: 'registered', number, numbers: own });
  }

  private dial(to: string, offer: string): void {
    const { options, exchange, flows, newPeer } = this.context;
    const dialled = options.numbers.find(({ phoneNumber }) => phoneNumber === to);
    if (!this.number || this.line || !dialled || offer === '') {
      this.guest.send({ type: 'ended', callSid: null, reason: dialled ? 'not-ready' : 'unknown-number' });
      return;
    }
    const line = this.keep(new WebLine(newPeer(), this, offer));
    const subscription = dialled.statusCallback
      ? ({ url: dialled.statusCallback, method: 'POST', events: ['completed'] } as const)
      : undefined;
    const call = exchange.accept(line, this.number, to, numberSid(to), subscription);
    this.settle(line.confirm(call.sid), line);
    flows.start(call, { url: dialled.voiceUrl, method: 'POST', fallbackUrl: dialled.voiceFallbackUrl });
  }

  private keep(line: WebLine): WebLine {
    this.line = line;
    line.onOver(() => {
      if (this.line === line) this.line = null;
    });
    return line;
  }

  private settle(work: Promise<void>, line: WebLine): void {
    work.catch((error: unknown) => {
      this.context.journal.warn(31000, 'media could not be agreed', {
        callSid: line.callSid,
        error: String(error),
      });
      line.hangUp();
      line.hungUpByDevice();
    });
  }
}

const silentWire: LineWire = {
  invite: () => undefined,
  ringing: () => undefined,
  answered: () => undefined,
  cancelled: () => undefined,
  ended: () => undefined,
};

function refusalOf(reason: string | undefined): Refusal {
  return reason === 'no-answer' || reason === 'failed' ? reason : 'busy';
}
