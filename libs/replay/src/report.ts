/** The table of a replay: each figure before and after, and what theory expects of both. */
import type { DayFigures, Figures, Measure, Theory } from './figures.js';

export interface Side {
  figures: DayFigures;
  theory: Theory;
}

const FIGURES: [label: string, show: (figures: Figures) => string][] = [
  ['arrived', ({ arrived }) => String(arrived)],
  ['answered', ({ answered }) => String(answered)],
  ['wait, mean', ({ meanWait }) => duration(meanWait)],
  ['wait, 90 of 100 below', ({ p90Wait }) => duration(p90Wait)],
  ['wait, longest', ({ longestWait }) => duration(longestWait)],
  ['service level', ({ serviceLevel }) => share(serviceLevel)],
  ['abandoned', ({ abandoned }) => String(abandoned)],
  ['never answered', ({ unanswered }) => String(unanswered)],
  ['to voicemail or callback', ({ diverted }) => String(diverted)],
  ['moved to another queue', ({ moved }) => String(moved)],
  ['hand-overs', ({ handOvers }) => String(handOvers)],
];

export function report(title: string, before: Side, after: Side, { within, shortAbandon }: Measure): string {
  const lines: [string, string, string][] = [['', 'before', 'after']];
  const both = (label: string, show: (side: Side) => string): void => {
    lines.push([label, show(before), show(after)]);
  };
  for (const [label, show] of FIGURES) both(label, ({ figures }) => show(figures));
  both('occupancy', ({ figures }) => share(figures.occupancy));
  both('Erlang C: wait, mean', ({ theory }) => duration(theory.c?.meanWait ?? null));
  both('Erlang C: service level', ({ theory }) => share(theory.c?.serviceLevel ?? null));
  both('Erlang C: half hours overloaded', ({ theory }) => `${theory.overloaded} of ${theory.halfHours}`);
  both('Erlang A: wait, mean', ({ theory }) => duration(theory.a?.meanWait ?? null));
  both('Erlang A: abandoned', ({ theory }) => share(theory.a?.abandoned ?? null));
  before.figures.queues.forEach(({ name, figures }, index) => {
    const then = after.figures.queues[index]?.figures ?? figures;
    lines.push([name, '', '']);
    for (const [label, show] of FIGURES) lines.push([`  ${label}`, show(figures), show(then)]);
  });
  const notes = [
    `Service level: answered within ${within} s, over answered and abandoned after ${shortAbandon} s.`,
    'Hand-overs: customers with an owner whom somebody else answered.',
    'A ring that was declined or left unanswered is so again, for as long, whoever is asked.',
    'Occupancy and Erlang: calls and chats with their wrap-up; Erlang takes everybody for able to answer everything.',
  ];
  return [title, '', ...table(lines), '', ...notes, ''].join('\n');
}

function table(lines: [string, string, string][]): string[] {
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines.map(([label, before, after]) =>
    `${label.padEnd(widths[0] ?? 0)}  ${before.padStart(widths[1] ?? 0)}  ${after.padStart(widths[2] ?? 0)}`.trimEnd(),
  );
}

/** `0:42`, `1:04:09`. */
function duration(seconds: number | null): string {
  if (seconds === null) return '–';
  const whole = Math.round(seconds);
  const rest = `${String(Math.floor(whole / 60) % 60)}:${String(whole % 60).padStart(2, '0')}`;
  return whole < 3_600 ? rest : `${Math.floor(whole / 3_600)}:${rest.padStart(5, '0')}`;
}

const share = (value: number | null): string => (value === null ? '–' : `${(value * 100).toFixed(1)} %`);
