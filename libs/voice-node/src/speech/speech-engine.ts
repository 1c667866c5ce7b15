/** Speech made on the spot by a program of this machine, for texts that were not recorded before. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readWav } from '../media/wav.js';

const run = promisify(execFile);
const TIMEOUT_MS = 10_000;

export interface SpeechEngine {
  name: string;
  speak(text: string, language: string): Promise<Int16Array>;
}

/** espeak-ng speaks French, flite does not; the first one found is taken. */
export async function findSpeechEngine(): Promise<SpeechEngine | null> {
  if (await exists('espeak-ng', ['--version'])) {
    return { name: 'espeak-ng', speak: (text, language) => speak(text, espeak(language)) };
  }
  if (await exists('flite', ['--version'])) return { name: 'flite', speak: (text) => speak(text, flite) };
  return null;
}

async function speak(
  text: string,
  command: (file: string, text: string) => [string, string[]],
): Promise<Int16Array> {
  const directory = await mkdtemp(join(tmpdir(), 'voice-node-speech-'));
  try {
    const file = join(directory, 'said.wav');
    const [program, parameters] = command(file, text);
    await run(program, parameters, { timeout: TIMEOUT_MS });
    return readWav(await readFile(file));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The text follows `--`, so that it can never be taken for an option. */
function espeak(language: string): (file: string, text: string) => [string, string[]] {
  const voice = language.toLowerCase().startsWith('fr') ? 'fr+f2' : 'en-gb+f2';
  return (file, text) => ['espeak-ng', ['-v', voice, '-s', '150', '-w', file, '--', text]];
}

function flite(file: string, text: string): [string, string[]] {
  return ['flite', ['-o', file, '-t', text]];
}

async function exists(program: string, parameters: string[]): Promise<boolean> {
  return run(program, parameters, { timeout: TIMEOUT_MS }).then(
    () => true,
    () => false,
  );
}
