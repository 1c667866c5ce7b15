/** The real carrier without browsers: telephones that dial, press keys, speak and hang up, on a clock that is turned by hand. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CallbackOutbox } from '../../libs/voice-node/src/callbacks/callback-outbox.js';
import { Webhooks, type Method, type Parameters } from '../../libs/voice-node/src/callbacks/webhooks.js';
import type { Call } from '../../libs/voice-node/src/call.js';
import type { Line } from '../../libs/voice-node/src/line.js';
import { ChaosSwitches } from '../../libs/voice-node/src/chaos.js';
import { Exchange, parseAddress } from '../../libs/voice-node/src/exchange.js';
import { Journal } from '../../libs/voice-node/src/journal.js';
import { samplesSource, tone } from '../../libs/voice-node/src/media/frame-source.js';
import { FRAME_MS, SAMPLE_RATE } from '../../libs/voice-node/src/media/frame.js';
import { MediaClock } from '../../libs/voice-node/src/media/media-clock.js';
import { Recordings } from '../../libs/voice-node/src/recordings.js';
import { handleRest } from '../../libs/voice-node/src/rest/rest-api.js';
import { Streams } from '../../libs/voice-node/src/streams.js';
import { FakeLine } from '../../libs/voice-node/src/twiml/carrier.fixture.js';
import { Documents } from '../../libs/voice-node/src/twiml/documents.js';
import { Interpreter } from '../../libs/voice-node/src/twiml/interpreter.js';
import { InterpretedSeatSounds } from '../../libs/voice-node/src/twiml/seat-sounds.js';
import type { Config } from '@lib/platform';
import { until } from './voice-edge.js';

export const OUR_NUMBER = '+15005550100';
export const OUR_BASE = 'https://support.test';
/** A tenth of a second passes in each millisecond or so: slow enough that whoever waits for words is there before patience ends. */
const TICK_REST_MS = 1;
const TICKS_AT_ONCE = 5;

const samplesIn = (ms: number) => Math.round((ms * SAMPLE_RATE) / 1_000);
/** Made once: a tone for every sentence of every caller would be most of the work. */
const SPOKEN = tone([520], 2_000);
const MUSIC = tone([540], 2_000);

export interface Telephone {
  call: Call;
  line: FakeLine;
  /** Texts heard so far, whole sentences, in their order. */
  heard: string[];
  hears(words: RegExp): Promise<void>;
  /** Hums on for so many seconds of the clock that is turned by hand. */
  speaks(seconds: number): Promise<void>;
  press(keys: string): void;
  hangUp(): void;
}

export class TestCarrier {
  readonly settings: { accountSid: string; authToken: string; publicBase: string; internalBase?: string };
  url = '';
  private readonly directory = mkdtempSync(join(tmpdir(), 'telephone-'));
  private readonly journal = new Journal(this.directory, () => undefined);
  private readonly clock = new MediaClock({ silent: () => undefined, lost: () => undefined });
  private readonly lines: FakeLine[] = [];
  private readonly speech = new Map<string, string[]>();
  /** From which the account may call. */
  readonly numbers = [{ phoneNumber: OUR_NUMBER, voiceUrl: `${OUR_BASE}/voice/inbound` }];
  /** What can be wrong on purpose. */
  readonly switches = new ChaosSwitches();
  /** Whom the carrier rings as the test wants: by address, a new line each time. */
  readonly sockets = new Map<string, () => Line>();
  readonly exchange: Exchange;
  private readonly interpreter: Interpreter;
  private readonly outbox: CallbackOutbox;
  readonly recordings: Recordings;
  /** Its API answers nobody. */
  away = false;
  private readonly server;
  private turning = true;
  /** What was rung and picked up at once, by its address without what is behind the question mark. */
  readonly devices = new Map<string, FakeLine>();
  /** The note that whoever is rung hums. */
  deviceHz = 700;

  /** `restMs`: how long the clock rests after each tenth of a second it was turned; `patienceMs`: how long a word may be awaited. */
  constructor(
    account: Config['voice'],
    private readonly restMs = TICK_REST_MS,
    private readonly patienceMs = 30_000,
  ) {
    this.settings = { accountSid: account.accountSid, authToken: account.authToken, publicBase: OUR_BASE };
    const webhooks = new Webhooks(this.settings, this.journal);
    const { switches } = this;
    this.outbox = new CallbackOutbox(webhooks, this.journal, switches);
    const directory = {
      lineTo: (address: string) => this.sockets.get(parseAddress(address).to)?.() ?? this.device(address),
    };
    this.exchange = new Exchange(
      account.accountSid,
      this.outbox,
      this.clock,
      directory,
      this.journal,
      switches,
    );
    const recordings = new Recordings(this.directory, this.outbox);
    this.recordings = recordings;
    const streams = new Streams(webhooks, this.outbox, this.journal);
    const recordingUrl = (sid: string) => `http://carrier/${sid}`;
    const voicebox = {
      say: (text: string) => Promise.resolve(SPOKEN.subarray(0, samplesIn(Math.max(FRAME_MS, text.length)))),
      fetch: () => Promise.resolve(MUSIC),
      music: () => samplesSource(MUSIC, 0),
    };
    this.interpreter = new Interpreter({
      ...{ exchange: this.exchange, recordings, journal: this.journal, voicebox, recordingUrl, streams },
      documents: this.listening(webhooks),
    });
    this.exchange.useSounds(new InterpretedSeatSounds(this.interpreter, voicebox, this.journal));
    const options = {
      ...{ port: 0, host: '127.0.0.1', accountSid: account.accountSid, authToken: account.authToken },
      ...{ apiKeySid: account.apiKey, apiKeySecret: account.apiSecret, applicationSid: account.appSid },
      ...{
        numbers: this.numbers,
        applications: [],
        journalDir: this.directory,
        log: () => undefined,
      },
    };
    const rest = {
      options,
      exchange: this.exchange,
      flows: this.interpreter,
      recordings,
      recordingUrl,
      streams,
      switches,
    };
    this.server = createServer((request, response) => {
      if (this.away) response.writeHead(503).end();
      else void handleRest(request, response, rest);
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    void this.turn();
  }

  async close(): Promise<void> {
    this.turning = false;
    for (const call of this.exchange.calls.values()) this.exchange.finish(call);
    this.outbox.close();
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Dials our number; `hz`: the note the caller hums, so that a recording has something in it. */
  dial(from: string, hz = 0, to = OUR_NUMBER): Telephone {
    const line = new FakeLine(from, hz);
    this.lines.push(line);
    const call = this.take(line, from, to);
    const heard: string[] = [];
    this.speech.set(call.sid, heard);
    const sounds = async (seconds: number) => {
      const from = line.heard.length;
      const isOver = () => Promise.resolve(call.ended || line.heard.length > from + seconds * SAMPLE_RATE);
      await until(isOver, this.patienceMs);
    };
    return {
      ...{ call, line, heard },
      hears: async (words) => {
        const said = () => Promise.resolve(heard.some((text) => words.test(text)));
        await until(said, this.patienceMs).catch(() => {
          throw new Error(`nobody said ${String(words)}; heard: ${heard.join(' | ')}`);
        });
        // The document is there; its first sound is what a caller notices.
        await sounds(0.1);
      },
      speaks: sounds,
      press: (keys) => line.press(keys),
      hangUp: () => {
        line.putDown();
        this.lines.splice(this.lines.indexOf(line), 1);
      },
    };
  }

  /** A device that the test brought with it dials `to`, whose webhook is `at`, and `orElse` when nobody answers there. */
  take(
    line: Line,
    from: string,
    to: string,
    at = `${OUR_BASE}/voice/inbound`,
    orElse = `${OUR_BASE}/voice/inbound?again=1`,
  ): Call {
    const call = this.exchange.accept(line, from, to, null, {
      ...{ url: `${OUR_BASE}/voice/leg`, method: 'POST' },
      events: ['initiated', 'ringing', 'answered', 'completed'],
    });
    this.interpreter.start(call, { url: at, method: 'POST', fallbackUrl: orElse });
    return call;
  }

  /** Everybody else who is rung is there and picks up. */
  private device(address: string): FakeLine {
    const line = new EagerLine(address, this.deviceHz);
    this.lines.push(line);
    this.devices.set(address.replace(/\?.*$/, ''), line);
    return line;
  }

  /** The words of each document, as they come, are what its caller will hear. */
  private listening(webhooks: Webhooks): Documents {
    const request = async (url: string, method: Method, parameters: Parameters) => {
      const reply = await webhooks.request(url, method, parameters);
      for (const [, text] of reply.body.matchAll(/<Say[^>]*>([^<]*)<\/Say>/g))
        this.speech.get(parameters.CallSid ?? '')?.push(text ?? '');
      return reply;
    };
    return new Documents({ request } as Webhooks);
  }

  private async turn(): Promise<void> {
    while (this.turning) {
      for (let tick = 0; tick < TICKS_AT_ONCE; tick++) {
        for (const line of this.lines) line.hum();
        this.clock.tick();
        await new Promise((resolve) => setImmediate(resolve));
      }
      await new Promise((resolve) => setTimeout(resolve, this.restMs));
    }
  }
}

class EagerLine extends FakeLine {
  override async ring(): Promise<void> {
    await super.ring();
    setImmediate(() => this.pickUp());
  }
}
