/** A line whose device is a web page: one WebRTC peer, and a wire that says the words of its own protocol. */
import type { Invitation, Line, LineEvents, Refusal } from '../line.js';
import { Leg } from '../media/leg.js';
import type { MediaPeer } from '../media/media-peer.js';
import { randomUUID } from 'node:crypto';

/** What a line tells its device; the two web protocols word it differently. */
export interface LineWire {
  invite(invitation: Invitation, offer: string, line: WebLine): void;
  ringing(callSid: string): void;
  /** `answer` is null when the device came back and nothing is to be agreed anew. */
  answered(callSid: string, answer: string | null, line: WebLine): void;
  cancelled(callSid: string): void;
  ended(callSid: string, reason?: { code: number; message: string }): void;
}

export class WebLine implements Line {
  readonly leg: Leg;
  /** Lets a device that lost its socket find its line again. */
  readonly reconnectToken = randomUUID();
  callSid = '';
  private state: 'new' | 'ringing' | 'up' | 'over' = 'new';
  private events: LineEvents | null = null;
  private readonly overListeners = new Set<() => void>();
  /** What the device said last of itself that was agreed upon, and our answer when it was an offer. */
  private agreed: { device: string; answer: string | null } | null = null;
  /** One after the other: two at once would each take the other's end of the line for its own. */
  private agreeing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly peer: MediaPeer,
    private wire: LineWire,
    private offer: string | null = null,
  ) {
    this.leg = new Leg(randomUUID(), peer);
    peer.onSamples((sequence, samples) => this.leg.received.push(sequence, samples));
    peer.onLost(() => this.lostByDevice());
  }

  get up(): boolean {
    return this.state === 'up';
  }

  get over(): boolean {
    return this.state === 'over';
  }

  listen(events: LineEvents): void {
    this.events = events;
  }

  onOver(listener: () => void): void {
    this.overListeners.add(listener);
  }

  async ring(invitation: Invitation): Promise<void> {
    this.callSid = invitation.callSid;
    this.state = 'ringing';
    const offer = await this.peer.offer();
    if (this.over) return;
    this.wire.invite(invitation, offer, this);
    this.events?.ringing();
  }

  confirm(callSid: string): Promise<void> {
    this.callSid = callSid;
    this.state = 'ringing';
    this.wire.ringing(callSid);
    return Promise.resolve();
  }

  async answer(): Promise<void> {
    if (this.offer === null || this.state !== 'ringing') return;
    const answer = await this.agree(this.offer);
    if (this.over) return;
    this.goUp();
    this.wire.answered(this.callSid, answer, this);
  }

  hangUp(reason?: { code: number; message: string }): void {
    if (this.over) return;
    const wasRinging = this.state === 'ringing' && this.offer === null;
    this.finish();
    if (wasRinging) this.wire.cancelled(this.callSid);
    else this.wire.ended(this.callSid, reason);
  }

  async answeredByDevice(answer: string): Promise<void> {
    if (this.state !== 'ringing') return;
    await this.peer.accept(answer);
    this.agreed = { device: answer, answer: null };
    if (this.over) return;
    this.goUp();
    this.events?.answered();
  }

  refusedByDevice(how: Refusal): void {
    if (this.state !== 'ringing') return;
    this.finish();
    this.events?.refused(how);
  }

  hungUpByDevice(): void {
    if (this.over) return;
    this.finish();
    this.events?.hungUp();
  }

  /** It is gone without a word; what was not up yet is as good as hung up. */
  lostByDevice(): void {
    if (this.over) return;
    const wasUp = this.up;
    this.finish();
    this.events?.hungUp(wasUp);
  }

  pressedByDevice(digits: string): void {
    if (/^[\d*#A-Dw]{1,64}$/i.test(digits)) this.events?.digits(digits);
  }

  /** Whether this wire still leads to the device; false once it came back on another socket. */
  reaches(wire: LineWire): boolean {
    return this.wire === wire;
  }

  /** The device came back on another socket, or looks for another way for its sound. */
  async rewire(wire: LineWire, sdp: string | null): Promise<void> {
    this.wire = wire;
    if (!this.up) {
      // It is answered when the call is.
      if (this.offer !== null && sdp) this.offer = sdp;
      return;
    }
    this.leg.allowSilence();
    const answer = sdp ? await this.agree(sdp) : null;
    if (!this.over) this.wire.answered(this.callSid, answer, this);
  }

  /**
   * A device that comes back repeats what it said last. When that was agreed upon it gets the same answer again, because
   * the first may have been lost with the socket; only what it says for the first time makes its sound move.
   */
  private agree(sdp: string): Promise<string | null> {
    const agreement = this.agreeing.catch(() => undefined).then(() => this.agreeAlone(sdp));
    this.agreeing = agreement;
    return agreement;
  }

  private async agreeAlone(sdp: string): Promise<string | null> {
    if (this.agreed && iceNameIn(this.agreed.device) === iceNameIn(sdp)) return this.agreed.answer;
    const answer = await this.peer.answer(sdp);
    this.agreed = { device: sdp, answer };
    return answer;
  }

  private goUp(): void {
    this.state = 'up';
    this.leg.expectSound();
  }

  private finish(): void {
    this.state = 'over';
    this.peer.close();
    for (const listener of this.overListeners) listener();
  }
}

/** Another name in a description means another attempt to find a way (RFC 8839, section 4.4). */
const iceNameIn = (sdp: string): string | undefined => /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1];
