/** The sentences a caller hears are all in the recordings, number by number. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readWav } from '../media/wav.js';
import { numberPieces } from './number-pieces.js';
import { PromptPack } from './prompt-pack.js';

const directory = join(import.meta.dirname, '../../prompts');

function pack(language: string): PromptPack {
  const index = JSON.parse(readFileSync(join(directory, `${language}.json`), 'utf8')) as Record<
    string,
    [number, number]
  >;
  return new PromptPack(readWav(readFileSync(join(directory, `${language}.wav`))), index);
}

test.each([
  ['fr', 'Votre dossier est le G, 1, 0, 4, 2.', ['votre dossier est le', 'g', '1', '0', '4', '2']],
  ['fr', 'Vous êtes numéro 3 dans la file.', ['vous êtes numéro', '3', 'dans la file']],
  ['fr', "L'attente est d'environ 1 minute.", ["l'attente est d'environ", '1 minute']],
  ['en', 'Your ticket is G, 7.', ['your ticket is', 'g', '7']],
  ['en', 'The wait is about 12 minutes.', ['the wait is about', '12', 'minutes']],
])('%s: "%s" is spoken from recordings alone', (language, text, words) => {
  const pieces = pack(language).cover(text);
  expect(pieces.filter((piece) => piece.samples === null)).toEqual([]);
  expect(pieces.map((piece) => piece.words).filter(Boolean)).toEqual(words);
});

test('a word without a recording is named, the rest is still there', () => {
  const pieces = pack('en').cover('Hello. Zebra');
  expect(pieces.filter((piece) => piece.samples === null).map((piece) => piece.words)).toEqual(['zebra']);
  expect(pieces.some((piece) => piece.words === 'hello' && (piece.samples?.length ?? 0) > 1000)).toBe(true);
});

test('numbers are put together from thousands, hundreds and the rest; long ones are read digit by digit', () => {
  expect(numberPieces('42')).toEqual(['42']);
  expect(numberPieces('1042')).toEqual(['1000', '42']);
  expect(numberPieces('2300')).toEqual(['2000', '300']);
  expect(numberPieces('007')).toEqual(['0', '0', '7']);
  expect(numberPieces('12345')).toEqual(['1', '2', '3', '4', '5']);
});
