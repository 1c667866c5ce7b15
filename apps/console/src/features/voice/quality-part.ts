/** What the telephone's library measures of a call, gathered into parts of a few seconds for the server. */
import type { Call } from '@twilio/voice-sdk';
import { QUALITY_PART_SECONDS, QualityWarning, type TellCallQuality } from '@lib/contracts';

/** One second, as the library samples it; its estimate follows ITU-T G.107 and is absent until a way there and back is known. */
export interface Sample {
  mos: number | null;
  packetsReceived: number;
  packetsLost: number;
  /** Milliseconds, like the next. */
  jitter: number;
  rtt?: number | null;
}

const known = new Set<string>(QualityWarning.options);
const most = { packets: 100_000, milliseconds: 60_000 };

export class QualityPart {
  private samples: Sample[] = [];
  private readonly holding = new Set<QualityWarning>();
  private held: Partial<Record<QualityWarning, number>> = {};

  get seconds(): number {
    return this.samples.length;
  }

  add(sample: Sample): void {
    this.samples.push(sample);
    for (const name of this.holding) this.held[name] = (this.held[name] ?? 0) + 1;
  }

  warn(name: string, on: boolean): void {
    if (!isWarning(name)) return;
    if (on) this.holding.add(name);
    else this.holding.delete(name);
  }

  /** What was gathered, and an empty part again; what holds goes on holding. */
  take(): Omit<TellCallQuality, 'callSid' | 'part'> {
    const { samples, held } = this;
    this.samples = [];
    this.held = {};
    const judged = samples.flatMap(({ mos }) => (mos === null ? [] : [Math.max(1, mos)]));
    const ways = samples.flatMap(({ rtt }) => (typeof rtt === 'number' ? [rtt] : []));
    return {
      seconds: samples.length,
      mos: judged.length > 0 ? judged.reduce(sum) / judged.length : null,
      worstMos: judged.length > 0 ? Math.min(...judged) : null,
      packetsReceived: upTo(
        most.packets,
        samples.map(({ packetsReceived }) => packetsReceived).reduce(sum, 0),
      ),
      packetsLost: upTo(most.packets, samples.map(({ packetsLost }) => packetsLost).reduce(sum, 0)),
      worstJitterMs: upTo(most.milliseconds, Math.max(0, ...samples.map(({ jitter }) => jitter))),
      worstRttMs: ways.length > 0 ? upTo(most.milliseconds, Math.max(...ways)) : null,
      warnings: held,
    };
  }
}

/** Tells a part every few seconds, and what is left when the call ends, unless it is too little to tell. */
export function followQuality(call: Call, tell: (told: TellCallQuality) => void): void {
  const part = new QualityPart();
  let number = 0;
  const send = (): void => {
    const callSid = call.parameters['CallSid'];
    if (callSid) tell({ callSid, part: ++number, ...part.take() });
  };
  call.on('warning', (name: string) => part.warn(name, true));
  call.on('warning-cleared', (name: string) => part.warn(name, false));
  // Of a muted voice nothing is said any more, not even that it came back.
  call.on('mute', (muted: boolean) => {
    if (muted) part.warn('constant-audio-input-level', false);
  });
  call.on('sample', (sample: Sample) => {
    part.add(sample);
    if (part.seconds >= QUALITY_PART_SECONDS.usual) send();
  });
  call.on('disconnect', () => {
    if (part.seconds >= QUALITY_PART_SECONDS.least) send();
  });
}

const isWarning = (name: string): name is QualityWarning => known.has(name);
const sum = (one: number, other: number): number => one + other;
/** A browser may count backwards for a moment; nothing below zero was ever received or lost. */
const upTo = (limit: number, value: number): number => Math.min(limit, Math.max(0, Math.round(value)));
