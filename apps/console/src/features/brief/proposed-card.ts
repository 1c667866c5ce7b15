/** The four lines of a matter in one minute, made from the record: what a hand-over is prefilled with. Pure but for the texts. */
import type { Brief, HandOverCard } from '@lib/contracts';
import type { Say } from '../../i18n.js';

/** What a line of the card may hold. */
const LONGEST = 2_000;

/** A part without anything in the record is left out. `moment` says a time as people do. */
export function proposedCard(brief: Brief, say: Say, moment: (iso: string) => string): HandOverCard {
  const tried = brief.facts.filter(({ kind }) => kind === 'tried');
  const parts: HandOverCard = {
    wants: brief.wants.text,
    done: listed([
      ...brief.done.map(({ text }) => text),
      ...tried.map(({ text, outcome }) => `${text} (${say(`fact.outcome-${outcome ?? 'not-known'}`)})`),
    ]),
    left: listed(
      brief.left.map(({ text, by, dueAt }) => {
        const who = [by, dueAt && say('plan.until', { time: moment(dueAt) })].filter(Boolean).join(', ');
        return who ? `${text} (${who})` : text;
      }),
    ),
    promised: listed(
      brief.promised.map(({ text, dueAt }) => `${text} (${say('plan.until', { time: moment(dueAt) })})`),
    ),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, text]) => text !== ''));
}

function listed(texts: string[]): string {
  const whole = texts.join(' · ');
  return whole.length > LONGEST ? `${whole.slice(0, LONGEST - 1)}…` : whole;
}
