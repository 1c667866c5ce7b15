/** All the sounds the carrier makes by itself: recorded prompts first, a speech program second, a polite beep last. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Webhooks } from '../callbacks/webhooks.js';
import type { Journal } from '../journal.js';
import { concat, samplesSource, tone, type FrameSource } from '../media/frame-source.js';
import { samplesFor } from '../media/frame.js';
import { readWav } from '../media/wav.js';
import type { Voicebox } from '../twiml/verb.js';
import { PromptPack } from './prompt-pack.js';
import { findSpeechEngine, type SpeechEngine } from './speech-engine.js';

const KEEP_SPOKEN = 200;
const KEEP_FETCHED_MS = 60_000;
const MAX_FETCHED = 30;
const beep = concat([tone([520], 150, 2500), new Int16Array(samplesFor(150))]);

export class SoundLibrary implements Voicebox {
  private readonly packs = new Map<string, PromptPack>();
  private readonly spoken = new Map<string, Int16Array>();
  private readonly fetched = new Map<string, { at: number; samples: Int16Array }>();
  private readonly waitingMusic: Int16Array;
  private engine: Promise<SpeechEngine | null> | null = null;

  constructor(
    private readonly webhooks: Webhooks,
    private readonly journal: Journal,
    directory = soundDirectory(),
  ) {
    for (const language of ['fr', 'en']) this.packs.set(language, loadPack(directory, language));
    this.waitingMusic = readWav(readFileSync(join(directory, 'music/waiting.wav')));
  }

  music(): FrameSource {
    return samplesSource(this.waitingMusic, 0);
  }

  async say(text: string, language: string): Promise<Int16Array> {
    const key = `${language}\n${text}`;
    const known = this.spoken.get(key);
    if (known) return known;
    const samples = await this.render(text, language);
    this.spoken.set(key, samples);
    const oldest = this.spoken.keys().next().value;
    if (this.spoken.size > KEEP_SPOKEN && oldest !== undefined) this.spoken.delete(oldest);
    return samples;
  }

  async fetch(url: string): Promise<Int16Array> {
    const known = this.fetched.get(url);
    if (known && Date.now() - known.at < KEEP_FETCHED_MS) return known.samples;
    const samples = readWav(await this.webhooks.fetchSound(url));
    this.fetched.delete(url);
    this.fetched.set(url, { at: Date.now(), samples });
    const oldest = this.fetched.keys().next().value;
    if (this.fetched.size > MAX_FETCHED && oldest !== undefined) this.fetched.delete(oldest);
    return samples;
  }

  private async render(text: string, language: string): Promise<Int16Array> {
    const pieces =
      (this.packs.get(language.slice(0, 2).toLowerCase()) ?? this.packs.get('en'))?.cover(text) ?? [];
    const missing = pieces.filter((piece) => piece.samples === null).map((piece) => piece.words);
    if (missing.length > 0) {
      const engine = await (this.engine ??= findSpeechEngine());
      const said = await engine?.speak(text, language).catch(() => null);
      if (said) return said;
      this.journal.warn(13520, 'words without a recording were replaced by a beep', {
        words: missing.join(' '),
      });
    }
    return concat(joinBeeps(pieces.map((piece) => piece.samples)));
  }
}

/** A run of unknown words is one beep, not a telegraph. */
function joinBeeps(parts: readonly (Int16Array | null)[]): Int16Array[] {
  const joined: Int16Array[] = [];
  for (const part of parts) {
    if (part) joined.push(part);
    else if (!joined.slice(-2).includes(beep)) joined.push(beep);
  }
  return joined;
}

function loadPack(directory: string, language: string): PromptPack {
  const index = JSON.parse(readFileSync(join(directory, `prompts/${language}.json`), 'utf8')) as Record<
    string,
    [number, number]
  >;
  return new PromptPack(readWav(readFileSync(join(directory, `prompts/${language}.wav`))), index);
}

/** The sounds lie beside the sources; a build leaves them there, so they are looked for from here upwards. */
function soundDirectory(): string {
  for (let at = import.meta.dirname; dirname(at) !== at; at = dirname(at)) {
    const candidate = join(at, 'libs/voice-node');
    if (existsSync(join(candidate, 'prompts'))) return candidate;
  }
  throw new Error('the sounds of voice-node were not found');
}
