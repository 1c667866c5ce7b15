/** What is wrong with the sound of the call, from the library's warnings: the worst of what holds now, as what to do about it. */
import type { Call } from '@twilio/voice-sdk';

/** Worst first; each has its sentence in the catalogues. */
const kinds = ['reconnecting', 'connection-lost', 'mic-silent', 'nothing-heard', 'weak'] as const;
export type PhoneTrouble = (typeof kinds)[number];

const meanings: Record<string, PhoneTrouble> = {
  reconnecting: 'reconnecting',
  'ice-connectivity-lost': 'connection-lost',
  'constant-audio-input-level': 'mic-silent',
  'low-bytes-sent': 'mic-silent',
  'low-bytes-received': 'nothing-heard',
  'low-mos': 'weak',
  'high-jitter': 'weak',
  'high-rtt': 'weak',
  'high-packet-loss': 'weak',
  'high-packets-lost-fraction': 'weak',
};
const mediaLost = 53_405;
const ofOwnVoice = 'constant-audio-input-level';

/** Tells `changed` whenever the worst of them is another; null when all is well again. */
export function followTrouble(call: Call, changed: (trouble: PhoneTrouble | null) => void): void {
  const holding = new Set<string>();
  let told: PhoneTrouble | null = null;
  const tell = (): void => {
    const now = [...holding].map((name) => meanings[name]);
    const worst = kinds.find((kind) => now.includes(kind)) ?? null;
    if (worst !== told) changed((told = worst));
  };
  call.on('warning', (name: string) => {
    holding.add(name);
    tell();
  });
  call.on('warning-cleared', (name: string) => {
    holding.delete(name);
    tell();
  });
  call.on('reconnecting', ({ code }: { code?: number }) => {
    // Without its signalling a call is still heard.
    if (code === mediaLost) holding.add('reconnecting');
    tell();
  });
  call.on('reconnected', () => {
    holding.delete('reconnecting');
    tell();
  });
  call.on('mute', (muted: boolean) => {
    // Of a muted voice nothing is said any more, not even that it came back.
    if (muted) holding.delete(ofOwnVoice);
    tell();
  });
}
