/** Pre-rendered speech of one language: finds the phrases and numbers a text is made of, longest first. */
import { samplesFor } from '../media/frame.js';
import { numberPieces } from './number-pieces.js';

const SENTENCE_PAUSE_MS = 280;
const PIECE_PAUSE_MS = 40;
const MAX_PHRASE_WORDS = 24;

/** The part of a text one recording covers, or a word for which there is none. */
export interface Piece {
  words: string;
  samples: Int16Array | null;
}

interface Word {
  text: string;
  endsClause: boolean;
}

export class PromptPack {
  private readonly phrases = new Map<string, [number, number]>();

  constructor(
    private readonly sound: Int16Array,
    index: Record<string, [number, number]>,
  ) {
    for (const [text, place] of Object.entries(index)) this.phrases.set(normalise(text), place);
  }

  /** The text as pieces with pauses where it has punctuation. */
  cover(text: string): Piece[] {
    const words = split(text);
    const pieces: Piece[] = [];
    for (let at = 0; at < words.length;) {
      const taken = this.longest(words, at) ?? this.spelled(words[at]);
      pieces.push(...taken.pieces);
      at += taken.words;
      const clause = words[at - 1]?.endsClause ?? false;
      pieces.push({
        words: '',
        samples: new Int16Array(samplesFor(clause ? SENTENCE_PAUSE_MS : PIECE_PAUSE_MS)),
      });
    }
    return pieces;
  }

  private longest(words: readonly Word[], at: number): { pieces: Piece[]; words: number } | null {
    for (let count = Math.min(MAX_PHRASE_WORDS, words.length - at); count > 0; count--) {
      const phrase = words
        .slice(at, at + count)
        .map((word) => word.text)
        .join(' ');
      const samples = this.find(phrase);
      if (samples) return { pieces: [{ words: phrase, samples }], words: count };
    }
    return null;
  }

  private spelled(word: Word | undefined): { pieces: Piece[]; words: number } {
    const text = word?.text ?? '';
    const numbers = /^\d+$/.test(text) ? numberPieces(text) : [text];
    return { pieces: numbers.map((piece) => ({ words: piece, samples: this.find(piece) })), words: 1 };
  }

  private find(phrase: string): Int16Array | null {
    const place = this.phrases.get(phrase);
    return place ? this.sound.slice(place[0], place[0] + place[1]) : null;
  }
}

function split(text: string): Word[] {
  return text
    .split(/\s+/)
    .map((raw) => ({ text: normalise(raw), endsClause: /[.,;:!?]["»)]?$/.test(raw) }))
    .filter((word) => word.text !== '');
}

function normalise(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[’]/g, "'")
    .replace(/[^\p{L}\p{N}']+/gu, ' ')
    .trim();
}
