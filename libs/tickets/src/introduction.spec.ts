import { introductionLine } from './introduction.js';

const now = new Date('2026-11-20T10:00:00Z'); // a Friday
const line = (until: string | null, locale: 'fr' | 'en', timeZone = 'Europe/Paris'): string =>
  introductionLine(
    { owner: 'Sophie Marchand', standIn: 'Karim Benali', until: until === null ? null : new Date(until) },
    locale,
    now,
    timeZone,
  );

test('who is away until when, and who answers, by first names in both languages', () => {
  expect(line('2026-11-23T08:00:00Z', 'fr')).toBe(
    'Sophie n’est pas là jusqu’au lundi 23 novembre ; je suis Karim, je connais votre dossier et je vous réponds à sa place.',
  );
  expect(line('2026-11-23T08:00:00Z', 'en')).toBe(
    'Sophie is away until Monday 23 November; I am Karim, I know your matter and answer you meanwhile.',
  );
});

test('the same day it is an hour, by the clock of the house; without a date there is none', () => {
  expect(line('2026-11-20T14:30:00Z', 'fr')).toContain('jusqu’à 15:30 ;');
  expect(line('2026-11-20T23:30:00Z', 'fr')).toContain('jusqu’au samedi 21 novembre');
  expect(line(null, 'fr')).toContain('Sophie n’est pas là ; je suis Karim');
  expect(line('2026-11-19T14:30:00Z', 'en')).toContain('Sophie is away; I am Karim');
});
