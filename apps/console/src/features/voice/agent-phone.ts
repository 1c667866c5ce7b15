/** The agent's telephone: the provider's own browser library, in one tab, answering by itself only what this console accepted. */
import type { Call, Device } from '@twilio/voice-sdk';
import type { VoiceToken } from '@lib/contracts';
import type { AgentPhone } from './agent-phone-port.js';
import { phoneErrorOf, needsNewToken, type PhoneError } from './agent-phone-errors.js';
import type { AgentPhoneOptions } from './agent-phone-options.js';
import { edgeHere, loadVoiceSdk } from './agent-phone-sdk.js';
import { deviceSettings, speakThrough } from './agent-phone-device.js';
import { wayOfSound } from './agent-phone-relay.js';
import { checkLine, type LineCheck } from './line-check.js';
import { followQuality } from './quality-part.js';
import { followTrouble, type PhoneTrouble } from './agent-phone-trouble.js';
import { tabLeader, type TabLeader } from './agent-phone-leader.js';

type Shown = Pick<TwilioAgentPhone, 'status' | 'muted' | 'callSince' | 'interactionId' | 'error' | 'trouble'>;

const retryMs = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

export function createAgentPhone(options: AgentPhoneOptions): AgentPhone {
  return new TwilioAgentPhone(options);
}

class TwilioAgentPhone implements AgentPhone {
  status: AgentPhone['status'] = 'off';
  muted = false;
  callSince: number | null = null;
  interactionId: string | null = null;
  error: PhoneError | undefined;
  trouble: PhoneTrouble | null = null;

  private readonly listeners = new Set<() => void>();
  private readonly expected = new Set<string>();
  private readonly leader: TabLeader;
  private device: Device | null = null;
  private call: Call | null = null;
  private relay: VoiceToken['relay'] = null;
  private levels = { in: 0, out: 0 };
  private checking: AbortController | null = null;
  private retries = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private wanted = false;

  constructor(private readonly options: AgentPhoneOptions) {
    this.leader = options.leader ?? tabLeader('guichet-agent-phone');
    this.leader.onMessage((interactionId) => this.expectHere(interactionId));
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Resolves when the line stands, when it failed (see `error`), or when another tab has it. */
  async start(): Promise<void> {
    if (this.wanted && this.status !== 'error') return;
    this.wanted = true;
    this.set({ status: 'connecting', error: undefined });
    const mine = await this.leader.acquire(() => {
      if (this.wanted) void this.connect();
    });
    if (!this.wanted) return;
    if (mine) await this.connect();
    else this.set({ status: 'off', error: { code: 'other-tab', help: 'phone.other-tab' } });
  }

  stop(): void {
    this.wanted = false;
    clearTimeout(this.retryTimer);
    this.call?.disconnect();
    this.forgetDevice();
    this.leader.release();
    this.set({ status: 'off', error: undefined, callSince: null, interactionId: null, muted: false });
  }

  /** The offer may be accepted in another tab than the one that has the line. */
  expect(interactionId: string): void {
    this.expectHere(interactionId);
    this.leader.say(interactionId);
  }

  answer(): void {
    this.accept();
  }

  async checkLine(): Promise<LineCheck> {
    if (this.status !== 'ready' || !this.device)
      return { ok: false, help: this.error?.help ?? 'phone.no-connection' };
    this.checking = new AbortController();
    return checkLine(this.device, this.way(), this.checking.signal);
  }

  useSpeaker(): void {
    speakThrough(this.device, this.options.speaker?.() ?? null);
  }

  hangUp(): void {
    if (!this.call) return;
    if (this.status === 'ringing') this.call.reject();
    else this.call.disconnect();
  }

  mute(on: boolean): void {
    this.call?.mute(on);
  }

  digits(digits: string): void {
    this.call?.sendDigits(digits);
  }

  level(): { in: number; out: number } {
    return this.levels;
  }

  private expectHere(interactionId: string): void {
    this.expected.add(interactionId);
    this.checking?.abort();
    this.answerExpected();
  }

  private async connect(): Promise<void> {
    if (!this.device) this.set({ status: 'connecting', error: undefined });
    try {
      const device = this.device ?? (await this.newDevice());
      if (!this.wanted) return this.forgetDevice();
      if (device.state === 'unregistered') await device.register();
    } catch (error) {
      this.failed(error);
    }
  }

  private async newDevice(): Promise<Device> {
    const { token, edge, relay } = await this.options.fetchToken();
    this.relay = relay;
    const at = edgeHere(this.options.edge ?? edge);
    const { Device: VoiceDevice } = await (this.options.loadSdk ?? loadVoiceSdk)(at);
    const device = new VoiceDevice(token, deviceSettings(at));
    this.device = device;
    device.on('registered', () => this.lineStands());
    device.on('unregistered', () => this.lineFell(device));
    device.on('tokenWillExpire', () => void this.renewToken(device));
    device.on('incoming', (call: Call) => this.incoming(call));
    device.on('error', (error: unknown) => this.deviceError(device, error));
    return device;
  }

  private lineStands(): void {
    this.retries = 0;
    clearTimeout(this.retryTimer);
    if (!this.call) this.set({ status: 'ready', error: undefined });
  }

  /** The library takes up its socket again by itself, not always its registration. */
  private lineFell(device: Device): void {
    if (!this.wanted || this.device !== device) return;
    if (!this.call) this.set({ status: 'connecting' });
    this.retryLater();
  }

  private retryLater(): void {
    clearTimeout(this.retryTimer);
    const wait = retryMs[Math.min(this.retries, retryMs.length - 1)];
    this.retries += 1;
    this.retryTimer = setTimeout(() => {
      if (this.wanted && this.device?.state !== 'registered') void this.connect();
    }, wait);
  }

  private deviceError(device: Device, error: unknown): void {
    if (needsNewToken(error)) return void this.renewToken(device).then(() => this.retryLater());
    const known = phoneErrorOf(error);
    if (this.call || known.passing) return;
    this.failed(error);
  }

  private async renewToken(device: Device): Promise<void> {
    try {
      const { token, relay } = await this.options.fetchToken();
      this.relay = relay;
      device.updateToken(token);
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    if (!this.wanted) return;
    const { code, help } = phoneErrorOf(error);
    this.set({ status: this.call ? this.status : 'error', error: { code, help } });
    this.retryLater();
  }

  private incoming(call: Call): void {
    if (this.call) return call.ignore();
    this.call = call;
    this.follow(call);
    const interactionId = call.customParameters.get('interactionId') ?? null;
    this.set({ status: 'ringing', interactionId, error: undefined, muted: false });
    this.answerExpected();
  }

  private follow(call: Call): void {
    const over = (): void => this.callOver(call);
    for (const end of ['disconnect', 'cancel', 'reject'] as const) call.on(end, over);
    call.on('accept', () => this.set({ status: 'talking', callSince: Date.now(), error: undefined }));
    call.on('mute', (muted: boolean) => this.set({ muted }));
    followTrouble(call, (trouble) => this.set({ trouble }));
    followQuality(call, (told) => this.options.tellQuality?.(told));
    call.on('volume', (input: number, output: number) => {
      this.levels = { in: input, out: output };
    });
    call.on('error', (error: unknown) => {
      const { code, help, passing } = phoneErrorOf(error);
      if (!passing) this.set({ error: { code, help } });
      // A blocked microphone ends the attempt, and the library says nothing more about that call.
      if (call.status() === 'closed') over();
    });
  }

  private callOver(call: Call): void {
    if (this.call !== call) return;
    if (this.interactionId) this.expected.delete(this.interactionId);
    this.call = null;
    this.levels = { in: 0, out: 0 };
    const status = this.device?.state === 'registered' ? 'ready' : 'connecting';
    this.set({ status, callSince: null, interactionId: null, muted: false, trouble: null });
  }

  private answerExpected(): void {
    if (this.status !== 'ringing' || !this.interactionId || !this.expected.has(this.interactionId)) return;
    this.expected.delete(this.interactionId);
    this.accept();
  }

  private accept(): void {
    this.useSpeaker();
    this.call?.accept(this.way());
  }

  private way(): Call.AcceptOptions {
    return wayOfSound(this.relay, this.options.microphone?.() ?? true);
  }

  private forgetDevice(): void {
    const { device } = this;
    this.device = null;
    this.call = null;
    device?.destroy();
  }

  private set(change: Partial<Shown>): void {
    Object.assign(this, change);
    for (const listener of [...this.listeners]) listener();
  }
}
