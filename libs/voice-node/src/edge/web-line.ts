/** A line whose device is a web page: one WebRTC peer, and a wire that says the words of its own protocol. */
import type { Invitation, Line, LineEvents, Refusal } from '../line.js';
import { Leg } from '../media/leg.js';
import type { MediaPeer } from '../media/media-peer.js';
import { randomUUID } from 'node:crypto';

/** What a line tells its device; the two web protocols word it differently. */
export interface LineWire {
  invite(invitation: Invitation, offer: string, line: WebLine): void;
  ringing(callSid: string): void;
  answered(callSid: string, answer: string, line: WebLine): void;
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

  constructor(
    private readonly peer: MediaPeer,
    private wire: LineWire,
    private readonly offer: string | null = null,
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
    const answer = await this.peer.answer(this.offer);
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

  /** The device came back on another socket, or wants to negotiate its media anew. */
  async rewire(wire: LineWire, offer: string | null): Promise<void> {
    this.wire = wire;
    if (offer) wire.answered(this.callSid, await this.peer.answer(offer), this);
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
