/** A short call from this telephone to the house itself: whether the line carries sound, and how well. */
import type { Call, Device } from '@twilio/voice-sdk';
import { qualityLevel, type QualityLevel, type QualityWarning } from '@lib/contracts';
import { phoneErrorOf, type PhoneHelp } from './agent-phone-errors.js';
import { QualityPart, type Sample } from './quality-part.js';

export type LineCheck =
  | { ok: true; level: QualityLevel | null; mos: number | null; lossPercent: number; rttMs: number | null }
  | { ok: false; help: PhoneHelp | 'line.silent' };

/** Seconds of sound that are judged; the first ones after a connection tell little. */
const wantedSeconds = 5;
const patienceMs = 20_000;
/** Fewer packets than one second of speech: what was connected carried nothing. */
const leastPackets = 50;

/** By the way a customer's call would take. Never rejects. `signal` ends it early: a customer's call goes before a check. */
export async function checkLine(
  device: Pick<Device, 'connect'>,
  way: Call.AcceptOptions,
  signal: AbortSignal,
): Promise<LineCheck> {
  try {
    const call = await device.connect(way);
    return await measured(call, signal);
  } catch (error) {
    return { ok: false, help: phoneErrorOf(error).help };
  }
}

function measured(call: Call, signal: AbortSignal): Promise<LineCheck> {
  return new Promise((resolve) => {
    const part = new QualityPart();
    let over = false;
    const done = (check: LineCheck): void => {
      if (over) return;
      over = true;
      clearTimeout(patience);
      resolve(check);
      call.disconnect();
    };
    const judge = (): void => done(judged(part));
    const patience = setTimeout(judge, patienceMs);
    signal.addEventListener('abort', () => done({ ok: false, help: 'phone.no-connection' }), { once: true });
    call.on('warning', (name: string) => part.warn(name, true));
    call.on('warning-cleared', (name: string) => part.warn(name, false));
    call.on('sample', (sample: Sample) => {
      part.add(sample);
      if (part.seconds >= wantedSeconds) judge();
    });
    call.on('error', (error: unknown) => done({ ok: false, help: phoneErrorOf(error).help }));
    call.on('disconnect', judge);
    if (signal.aborted) done({ ok: false, help: 'phone.no-connection' });
  });
}

function judged(part: QualityPart): LineCheck {
  const { mos, packetsReceived, packetsLost, worstRttMs, warnings } = part.take();
  if (packetsReceived < leastPackets) return { ok: false, help: 'line.silent' };
  return {
    ok: true,
    level: qualityLevel(mos, Object.keys(warnings) as QualityWarning[]),
    mos,
    lossPercent: (100 * packetsLost) / (packetsReceived + packetsLost),
    rttMs: worstRttMs,
  };
}
