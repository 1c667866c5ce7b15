/** Where browsers with the Voice SDK sign in: speaks its signalling protocol, version 1.6. */
import type { Exchange } from '../exchange.js';
import type { Journal } from '../journal.js';
import type { Invitation, Line } from '../line.js';
import type { MediaPeer } from '../media/media-peer.js';
import type { VoiceNodeOptions } from '../options.js';
import type { FlowRunner } from '../twiml/flow.js';
import { readAccessToken, TokenRefusal, type ClientGrant } from './access-token.js';
import type { Guest, SocketRoom } from './socket-door.js';
import { WebLine, type LineWire } from './web-line.js';

const RECONNECT_GRACE_MS = 15_000;
/** The provider gives tokens a day at most; a timer may not be longer than 24 days. */
const MAX_TOKEN_MS = 24 * 3600 * 1000;
/** Set by us in every webhook: a browser's own parameters may not pose as them. */
const RESERVED = /^(AccountSid|ApiVersion|Call(Sid|Status|er)|Called|Direction|From|ParentCallSid)$/;

export interface EdgeContext {
  options: VoiceNodeOptions;
  exchange: Exchange;
  flows: FlowRunner;
  journal: Journal;
  newPeer(): MediaPeer;
}

interface Frame {
  type?: string;
  payload?: {
    token?: string;
    callsid?: string;
    sdp?: string;
    dtmf?: string;
    reconnect?: string;
    media?: { audio?: boolean };
    twilio?: { params?: string };
  };
}

export class SignalRoom implements SocketRoom {
  private readonly sessions = new Set<SignalSession>();
  private readonly linesByToken = new Map<string, WebLine>();
  private context: EdgeContext | null = null;

  /** The exchange needs this room as its directory before the context exists. */
  open(context: EdgeContext): void {
    this.context = context;
  }

  get registered(): number {
    return [...this.sessions].filter((session) => session.registered).length;
  }

  /** Ends every token here and now, as if its time were over; answers how many. */
  expireTokens(): number {
    return [...this.sessions].filter((session) => session.expire()).length;
  }

  enter(guest: Guest): { message(frame: unknown): void; left(): void } {
    if (!this.context) throw new Error('the signal room is not open');
    const session = new SignalSession(guest, this.context, this.linesByToken);
    this.sessions.add(session);
    return {
      message: (frame) => session.receive((frame ?? {}) as Frame),
      left: () => {
        this.sessions.delete(session);
        session.left();
      },
    };
  }

  /** The browser that registered last under this name; an older tab takes over when it goes. */
  lineTo(identity: string): Line | undefined {
    const session = [...this.sessions].findLast((each) => each.registered && each.identity === identity);
    return session?.newLine();
  }
}

class SignalSession implements LineWire {
  private grant: ClientGrant | null = null;
  /** The device asked for calls; a fresh token on the same socket need not ask again. */
  private wantsCalls = false;
  private expiry: NodeJS.Timeout | null = null;
  private readonly lines = new Set<WebLine>();
  /** The SDK names an outgoing call before we do. */
  private readonly byDeviceId = new Map<string, WebLine>();

  constructor(
    private readonly guest: Guest,
    private readonly context: EdgeContext,
    private readonly linesByToken: Map<string, WebLine>,
  ) {}

  get identity(): string | undefined {
    return this.grant?.identity;
  }

  get registered(): boolean {
    return this.wantsCalls && this.refusal() === null && (this.grant?.incoming ?? false);
  }

  newLine(): Line {
    if (this.lines.size > 0) return busyLine(this.context.newPeer());
    return this.keep(new WebLine(this.context.newPeer(), this));
  }

  receive({ type, payload = {} }: Frame): void {
    const line = this.find(payload.callsid);
    switch (type) {
      case 'listen':
        return this.signIn(payload.token ?? '');
      case 'register':
        return this.register(payload.media?.audio !== false);
      case 'invite':
        return payload.reconnect ? this.rejoin(payload) : this.outgoing(payload);
      case 'reinvite':
        return line && this.negotiate(line, payload.sdp ?? null);
      case 'answer':
        return line && this.settle(line.answeredByDevice(payload.sdp ?? ''), line);
      case 'reject':
        return line?.refusedByDevice('busy');
      case 'hangup':
        return line?.hungUpByDevice();
      case 'dtmf':
        return line?.pressedByDevice(payload.dtmf ?? '');
      default:
        return undefined;
    }
  }

  /** A call in progress survives the loss of its socket for a while: its media does not need it. */
  left(): void {
    if (this.expiry) clearTimeout(this.expiry);
    for (const line of this.lines) {
      if (!line.up) line.hungUpByDevice();
      else setTimeout(() => line.reaches(this) && line.lostByDevice(), RECONNECT_GRACE_MS).unref();
    }
  }

  /** The token is over: no new calls, those that are up go on. False when there was none to end. */
  expire(): boolean {
    if (!this.grant) return false;
    this.grant = { ...this.grant, expiresAt: 0 };
    this.send('error', { error: { code: 31205, message: 'JWT is expired' } });
    return true;
  }

  invite(invitation: Invitation, offer: string, line: WebLine): void {
    this.send('invite', {
      callsid: invitation.callSid,
      sdp: offer,
      reconnect: line.reconnectToken,
      parameters: {
        AccountSid: invitation.accountSid,
        ApiVersion: '2010-04-01',
        CallSid: invitation.callSid,
        From: invitation.from,
        To: invitation.to,
        Params: new URLSearchParams(invitation.parameters).toString(),
      },
    });
  }

  ringing(callSid: string): void {
    this.send('ringing', { callsid: callSid });
  }

  answered(callSid: string, answer: string | null, line: WebLine): void {
    this.send('answer', { callsid: callSid, ...(answer && { sdp: answer }), reconnect: line.reconnectToken });
  }

  cancelled(callSid: string): void {
    this.send('cancel', { callsid: callSid });
  }

  ended(callSid: string, error?: { code: number; message: string }): void {
    this.send('hangup', { callsid: callSid, ...(error && { error }) });
  }

  private signIn(token: string): void {
    try {
      this.grant = readAccessToken(token, this.context.options);
    } catch (error) {
      if (!(error instanceof TokenRefusal)) throw error;
      this.grant = null;
      this.send('error', { error: { code: error.code, message: error.message } });
      return;
    }
    if (this.expiry) clearTimeout(this.expiry);
    const livesMs = Math.min(MAX_TOKEN_MS, this.grant.expiresAt * 1000 - Date.now());
    this.expiry = setTimeout(() => this.expire(), livesMs);
    this.send('connected', {
      region: 'us1',
      home: 'us1',
      edge: 'voice-node',
      gateway: 'voice-node',
      token: {
        identity: this.grant.identity,
        ttl: Math.max(0, Math.floor(this.grant.expiresAt - Date.now() / 1000)),
      },
    });
  }

  private register(audio: boolean): void {
    const refusal = this.refusal();
    if (refusal) {
      this.send('error', { error: refusal });
      return;
    }
    this.wantsCalls = audio;
    this.send('ready', {});
  }

  private outgoing(payload: NonNullable<Frame['payload']>): void {
    const { options, exchange, flows, newPeer } = this.context;
    const deviceId = payload.callsid ?? '';
    const application = options.applications.find(({ sid }) => sid === this.grant?.applicationSid);
    const refusal =
      this.refusal() ?? (application ? null : { code: 31204, message: 'The token allows no outgoing calls' });
    if (refusal || !application || !this.grant || !payload.sdp) {
      this.send('hangup', {
        callsid: deviceId,
        error: refusal ?? { code: 31100, message: 'Malformed invite' },
      });
      return;
    }
    const line = this.keep(new WebLine(newPeer(), this, payload.sdp));
    this.byDeviceId.set(deviceId, line);
    const parameters = Object.fromEntries(new URLSearchParams(payload.twilio?.params ?? ''));
    const from = `client:${this.grant.identity}`;
    const subscription = application.statusCallback
      ? ({ url: application.statusCallback, method: 'POST', events: ['completed'] } as const)
      : undefined;
    const call = exchange.accept(line, from, parameters.To ?? '', null, subscription);
    this.settle(line.confirm(call.sid), line);
    flows.start(call, {
      url: application.voiceUrl,
      method: 'POST',
      fallbackUrl: application.voiceFallbackUrl,
      parameters: {
        ...Object.fromEntries(Object.entries(parameters).filter(([name]) => !RESERVED.test(name))),
        ApplicationSid: application.sid,
      },
    });
  }

  private rejoin(payload: NonNullable<Frame['payload']>): void {
    const line = this.linesByToken.get(payload.reconnect ?? '');
    if (!line || line.over || this.refusal()) {
      this.send('hangup', { callsid: payload.callsid });
      return;
    }
    this.keep(line);
    this.settle(line.rewire(this, payload.sdp ?? null), line);
  }

  private negotiate(line: WebLine, offer: string | null): void {
    this.settle(line.rewire(this, offer), line);
  }

  private refusal(): { code: number; message: string } | null {
    if (!this.grant) return { code: 31204, message: 'JWT is invalid' };
    if (this.grant.expiresAt <= Date.now() / 1000) return { code: 31205, message: 'JWT is expired' };
    return null;
  }

  private keep(line: WebLine): WebLine {
    this.lines.add(line);
    this.linesByToken.set(line.reconnectToken, line);
    line.onOver(() => {
      this.lines.delete(line);
      this.linesByToken.delete(line.reconnectToken);
      for (const [id, each] of this.byDeviceId) if (each === line) this.byDeviceId.delete(id);
    });
    return line;
  }

  private find(id: string | undefined): WebLine | undefined {
    return [...this.lines].find((line) => line.callSid === id) ?? this.byDeviceId.get(id ?? '');
  }

  private settle(work: Promise<void>, line: WebLine): void {
    work.catch((error: unknown) => {
      this.context.journal.warn(31000, 'media could not be agreed', {
        callSid: line.callSid,
        error: String(error),
      });
      line.hungUpByDevice();
    });
  }

  private send(type: string, payload: unknown): void {
    this.guest.send({ type, payload, version: '1.6' });
  }
}

/** A device that is talking answers 486 and never rings. */
function busyLine(peer: MediaPeer): Line {
  const line = new WebLine(peer, {
    invite: (_invitation, _offer, ringing) => queueMicrotask(() => ringing.refusedByDevice('busy')),
    ringing: () => undefined,
    answered: () => undefined,
    cancelled: () => undefined,
    ended: () => undefined,
  });
  return line;
}
