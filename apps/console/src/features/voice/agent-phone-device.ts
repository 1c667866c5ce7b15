/** How the library's device is set up, and through which loudspeaker it speaks. */
import type { Call, Device } from '@twilio/voice-sdk';
import { phoneSounds } from './agent-phone-sounds.js';

/** The token lives an hour; the new one is fetched a minute before. */
const refreshTokenMs = 60_000;

/** `edge`: host and path of the embedded carrier; null: the provider's own. */
export function deviceSettings(edge: string | null): Device.Options {
  const settings = {
    ...(edge !== null && { chunderw: edge }),
    publishEvents: false,
    codecPreferences: ['pcmu'] as Call.Codec[],
    sounds: phoneSounds,
    allowIncomingWhileBusy: false,
    closeProtection: true,
    tokenRefreshMs: refreshTokenMs,
    logLevel: 'silent' as const,
  };
  return settings;
}

/** `speaker` null, one that is gone, or a browser that has no choice: the system's own goes on. */
export function speakThrough(device: Device | null, speaker: string | null): void {
  for (const out of [device?.audio?.speakerDevices, device?.audio?.ringtoneDevices])
    void out?.set(speaker ?? 'default').catch(() => undefined);
}
