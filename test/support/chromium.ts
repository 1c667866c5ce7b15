/** A real browser for one test file, silent on the network and with a microphone that plays a file when asked. */
import { chromium, type Browser } from 'playwright-core';

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

export interface ChromiumOptions {
  /** A WAV file the microphone plays, or `true` for Chromium's own beeping one. */
  microphone?: string | true;
  args?: string[];
}

export async function launchChromium({ microphone, args = [] }: ChromiumOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    headless: true,
    args: [...QUIET, ...microphoneArgs(microphone), ...args],
  });
}

/** Found by `jest-setup.mjs`. */
function findChromium(): string {
  const found = process.env.GUICHET_CHROMIUM;
  if (!found) throw new Error('No Chromium found: install it, or name it in GUICHET_CHROMIUM.');
  return found;
}

function microphoneArgs(microphone: ChromiumOptions['microphone']): string[] {
  if (!microphone) return [];
  return [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    '--autoplay-policy=no-user-gesture-required',
    ...(microphone === true ? [] : [`--use-file-for-fake-audio-capture=${microphone}`]),
  ];
}
