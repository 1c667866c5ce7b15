/** A carrier without sockets or browsers for specs: fake lines, a hand-turned media clock, and an account that answers from a table. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Call } from '../call.js';
import { CallbackOutbox } from '../callbacks/callback-outbox.js';
import type { Method, Parameters, Webhooks } from '../callbacks/webhooks.js';
import { ChaosSwitches } from '../chaos.js';
import { Exchange } from '../exchange.js';
import { Journal } from '../journal.js';
import type { Line, LineEvents, Refusal } from '../line.js';
import { samplesSource, tone } from '../media/frame-source.js';
import { FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE, type Frame } from '../media/frame.js';
import { Leg } from '../media/leg.js';
import { MediaClock } from '../media/media-clock.js';
import { Recordings } from '../recordings.js';
import { Streams } from '../streams.js';
import { Documents } from './documents.js';
import { Interpreter } from './interpreter.js';
import { InterpretedSeatSounds } from './seat-sounds.js';

export interface Asked {
  url: string;
  method: Method;
  parameters: Parameters;
}

/** A device that hums one note and keeps what it hears. */
export class FakeLine implements Line {
  readonly heard: number[] = [];
  readonly leg: Leg;
  hungUp = false;
  private events: LineEvents | null = null;
  private sequence = 0;
  private phase = 0;

  constructor(
    name: string,
    private readonly hz = 0,
  ) {
    const heard = this.heard;
    this.leg = new Leg(name, { connected: true, send: (frame: Frame) => heard.push(...frame) });
  }

  listen(events: LineEvents): void {
    this.events = events;
  }

  ring(): Promise<void> {
    this.events?.ringing();
    return Promise.resolve();
  }

  confirm(): Promise<void> {
    return Promise.resolve();
  }

  answer(): Promise<void> {
    return Promise.resolve();
  }

  hangUp(): void {
    this.hungUp = true;
  }

  pickUp(): void {
    this.events?.answered();
  }

  refuse(how: Refusal): void {
    this.events?.refused(how);
  }

  putDown(): void {
    this.events?.hungUp();
  }

  press(digits: string): void {
    this.events?.digits(digits);
  }

  hum(): void {
    const frame = Int16Array.from(
      { length: FRAME_SAMPLES },
      () => this.hz && 6000 * Math.sin((2 * Math.PI * this.hz * this.phase++) / SAMPLE_RATE),
    );
    this.leg.received.push(this.sequence++ & 0xffff, frame);
  }
}

export class FixtureCarrier {
  readonly asked: Asked[] = [];
  readonly lines = new Map<string, FakeLine>();
  readonly documents: Record<string, string> = {};
  readonly switches = new ChaosSwitches();
  readonly journal: Journal;
  readonly clock: MediaClock;
  readonly exchange: Exchange;
  readonly interpreter: Interpreter;
  readonly recordings: Recordings;
  private readonly humming: FakeLine[] = [];

  constructor() {
    const directory = mkdtempSync(join(tmpdir(), 'voice-node-spec-'));
    this.journal = new Journal(directory, () => undefined);
    this.clock = new MediaClock((leg, silentMs) => this.journal.warn(53405, 'silent', { leg, silentMs }));
    const webhooks = {
      request: (url: string, method: Method, parameters: Parameters) => this.ask(url, method, parameters),
    };
    const outbox = new CallbackOutbox(webhooks as Webhooks, this.journal, this.switches);
    const directoryOfLines = { lineTo: (address: string) => this.lines.get(address.split('?')[0] ?? '') };
    this.exchange = new Exchange(
      'AC' + '0'.repeat(32),
      outbox,
      this.clock,
      directoryOfLines,
      this.journal,
      this.switches,
    );
    this.recordings = new Recordings(directory, outbox);
    // Each spoken character lasts one frame, so that specs can count.
    const voicebox = {
      say: (text: string) => Promise.resolve(tone([520], text.length * FRAME_MS)),
      fetch: () => Promise.resolve(tone([540], 1000)),
      music: () => samplesSource(tone([300], 1000), 0),
    };
    this.interpreter = new Interpreter({
      exchange: this.exchange,
      recordings: this.recordings,
      streams: new Streams({ socketTarget: (url) => ({ url, headers: {} }) }, outbox, this.journal),
      journal: this.journal,
      voicebox,
      documents: new Documents(webhooks as Webhooks),
      recordingUrl: (sid) => `http://carrier/${sid}`,
    });
    this.exchange.useSounds(new InterpretedSeatSounds(this.interpreter, voicebox, this.journal));
  }

  /** A device at an address, humming while the clock turns. */
  plug(address: string, hz = 0): FakeLine {
    const line = new FakeLine(address, hz);
    this.lines.set(address, line);
    this.humming.push(line);
    return line;
  }

  /** A call comes in from a device and runs a document. */
  callIn(line: FakeLine, twiml: string): Call {
    const call = this.exchange.accept(line, '+15005550123', '+15005550100', null);
    this.documents['http://account/inbound'] = twiml;
    this.interpreter.start(call, { url: 'http://account/inbound', method: 'POST' });
    return call;
  }

  /** Turns the clock; between ticks everything that waited for a sound gets its turn. */
  async pass(ms: number): Promise<void> {
    await this.settle();
    for (let passed = 0; passed < ms; passed += FRAME_MS) {
      for (const line of this.humming) line.hum();
      this.clock.tick();
      await this.settle();
    }
  }

  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  askedAt(url: string): Parameters[] {
    return this.asked.filter((each) => each.url === url).map(({ parameters }) => parameters);
  }

  private ask(url: string, method: Method, parameters: Parameters) {
    this.asked.push({ url, method, parameters });
    return Promise.resolve({
      status: 200,
      contentType: 'text/xml',
      body: this.documents[url] ?? '<Response/>',
    });
  }
}
