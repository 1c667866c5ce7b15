/** Puts the carrier together and opens its one port: API, health, chaos switches, and the two websocket rooms. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CallbackOutbox } from './callbacks/callback-outbox.js';
import { Webhooks } from './callbacks/webhooks.js';
import { ChaosSwitches } from './chaos.js';
import { PhoneRoom } from './edge/phone-room.js';
import { SignalRoom } from './edge/signal-room.js';
import { SocketDoor } from './edge/socket-door.js';
import { Exchange, parseAddress } from './exchange.js';
import { Journal } from './journal.js';
import { MediaClock } from './media/media-clock.js';
import { WeriftPeer, type MediaSettings } from './media/media-peer.js';
import { startStunResponder } from './media/stun-responder.js';
import type { VoiceNodeOptions } from './options.js';
import { MediaWatchdog } from './media-watchdog.js';
import { Recordings } from './recordings.js';
import { Streams } from './streams.js';
import { accountPath } from './rest/resource-json.js';
import { handleRest, readBody, requireAccount } from './rest/rest-api.js';
import type { RestContext } from './rest/rest-request.js';
import { TwilioProblem } from './rest/twilio-problem.js';
import { SoundLibrary } from './speech/sound-library.js';
import { Documents } from './twiml/documents.js';
import { Interpreter } from './twiml/interpreter.js';
import { InterpretedSeatSounds } from './twiml/seat-sounds.js';

const KEEP_ALIVE_MS = 65_000;

export interface RunningVoiceNode {
  port: number;
  close(): Promise<void>;
}

export async function startVoiceNode(options: VoiceNodeOptions): Promise<RunningVoiceNode> {
  const stun = await startStunResponder();
  const node = new VoiceNode(options, stun.url);
  const port = await node.listen();
  options.log('info', 'voice-node is listening', { port });
  return {
    port,
    close: async () => {
      await node.close();
      stun.close();
    },
  };
}

class VoiceNode {
  private readonly switches = new ChaosSwitches();
  private readonly journal: Journal;
  private readonly webhooks: Webhooks;
  private readonly outbox: CallbackOutbox;
  private readonly clock: MediaClock;
  private readonly exchange: Exchange;
  private readonly recordings: Recordings;
  private readonly streams: Streams;
  private readonly signals = new SignalRoom();
  private readonly phones = new PhoneRoom();
  private readonly door: SocketDoor;
  private readonly rest: RestContext;
  private readonly server = createServer((request, response) => void this.answer(request, response));
  private port = 0;

  constructor(
    private readonly options: VoiceNodeOptions,
    stunUrl: string,
  ) {
    this.journal = new Journal(options.journalDir, options.log);
    this.webhooks = new Webhooks(options, this.journal);
    this.outbox = new CallbackOutbox(this.webhooks, this.journal, this.switches);
    const watchdog = new MediaWatchdog(
      this.journal,
      (legId) => this.exchange.callOfLeg(legId),
      (call, code, message) => this.exchange.fail(call, code, message),
    );
    this.clock = new MediaClock(watchdog);
    const directory = {
      lineTo: (address: string) => {
        const { to } = parseAddress(address);
        return to.startsWith('client:')
          ? this.signals.lineTo(to.slice('client:'.length))
          : this.phones.lineTo(to);
      },
    };
    this.exchange = new Exchange(
      options.accountSid,
      this.outbox,
      this.clock,
      directory,
      this.journal,
      this.switches,
    );
    this.recordings = new Recordings(options.journalDir, this.outbox);
    this.streams = new Streams(this.webhooks, this.outbox, this.journal);
    const flows = this.interpreter();
    const { exchange, journal, recordings, streams, switches } = this;
    const recordingUrl = (sid: string) => this.recordingUrl(sid);
    this.rest = { options, exchange, flows, recordings, streams, recordingUrl, switches };
    const media = mediaSettings(options, stunUrl);
    const edge = { options, exchange, flows, journal, newPeer: () => new WeriftPeer(media) };
    this.signals.open(edge);
    this.phones.open(edge);
    this.door = new SocketDoor({ '/signal': this.signals, '/phone': this.phones }, options.publicBase);
    this.server.on('upgrade', (request, socket, head) => this.door.upgrade(request, socket, head));
  }

  async listen(): Promise<number> {
    // The usual five seconds end just when a client thinks of asking again, and its request is lost.
    this.server.keepAliveTimeout = KEEP_ALIVE_MS;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.options.port, this.options.host, resolve);
    });
    this.port = (this.server.address() as AddressInfo).port;
    this.clock.start();
    this.journal.record('started', { port: this.port });
    return this.port;
  }

  async close(): Promise<void> {
    for (const call of this.exchange.calls.values()) this.exchange.finish(call);
    this.clock.stop();
    this.streams.close();
    this.recordings.close();
    this.door.close();
    this.outbox.close();
    this.journal.record('stopped');
    this.journal.flush();
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private interpreter(): Interpreter {
    const { exchange, recordings, streams, journal } = this;
    const voicebox = new SoundLibrary(this.webhooks, journal);
    const interpreter = new Interpreter({
      exchange,
      recordings,
      streams,
      journal,
      voicebox,
      documents: new Documents(this.webhooks),
      recordingUrl: (sid) => this.recordingUrl(sid),
    });
    exchange.useSounds(new InterpretedSeatSounds(interpreter, voicebox, journal));
    return interpreter;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://voice-node');
    if (pathname === '/health') return reply(response, 200, this.health());
    if (!pathname.startsWith('/chaos/')) return handleRest(request, response, this.rest);
    try {
      reply(response, 200, await this.bend(request, pathname));
    } catch (error) {
      const problem = error instanceof TwilioProblem ? error : new TwilioProblem(400, 20001, String(error));
      reply(response, problem.status, problem);
    }
  }

  /** `POST /chaos/:accountSid` sets the switches, `…/cut` cuts every websocket, `…/expire` ends every token. */
  private async bend(request: IncomingMessage, pathname: string): Promise<unknown> {
    requireAccount(request, this.options, true);
    if (request.method === 'POST' && pathname === `/chaos/${this.options.accountSid}/cut`) {
      return { cut: this.door.cut() };
    }
    if (request.method === 'POST' && pathname === `/chaos/${this.options.accountSid}/expire`) {
      return { expired: this.signals.expireTokens() };
    }
    if (pathname !== `/chaos/${this.options.accountSid}`) throw new TwilioProblem(404, 20404, 'not found');
    if (request.method === 'POST') {
      this.switches.set(JSON.parse((await readBody(request)) || '{}'));
      this.journal.record('chaos switched', { ...this.switches.now });
    }
    return this.switches.now;
  }

  private health(): Record<string, unknown> {
    const calls = [...this.exchange.calls.values()].filter((call) => !call.ended);
    return {
      ok: true,
      calls: calls.length,
      conferences: [...this.exchange.conferences.values()].filter(({ status }) => status !== 'completed')
        .length,
      registeredClients: this.signals.registered,
      phones: this.phones.plugged,
      silentLegs: this.clock.silentLegs,
      silentLegsSeen: this.clock.silentLegsSeen,
      mediaTicks: this.clock.ticks,
      skippedTicks: this.clock.skippedTicks,
      webhooksSent: this.webhooks.sent,
      webhooksFailed: this.webhooks.failed,
      callbacksUnderway: this.outbox.underway.size,
      warnings: this.journal.warnings,
    };
  }

  private recordingUrl(sid: string): string {
    const host = this.options.host.includes(':') ? `[${this.options.host}]` : this.options.host;
    return `http://${host}:${this.port}${accountPath(this.options.accountSid)}/Recordings/${sid}`;
  }
}

/** On a loopback host the sound stays on loopback too; elsewhere every interface is offered. */
function mediaSettings({ host, media }: VoiceNodeOptions, stunUrl: string): MediaSettings {
  const loopback = host === 'localhost' || host.startsWith('127.');
  return { stunUrl, ...(loopback && { bindAddress: '127.0.0.1' }), ...media };
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
}
