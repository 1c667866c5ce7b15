/** Only what differs is sent, so that what somebody else changed meanwhile stays theirs. */
import { Locale, type ChangePerson } from '@lib/contracts';
import type { PersonDraft } from './person-parts.js';

export function changeOf(before: PersonDraft, after: PersonDraft): ChangePerson {
  const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);
  const change: ChangePerson = {};
  if (differs(byName(before.skills), byName(after.skills))) change.skills = after.skills;
  if (differs([...before.languages].sort(), [...after.languages].sort()))
    change.languages = Locale.options.filter((locale) => after.languages.includes(locale));
  if (differs([...before.queueIds].sort(), [...after.queueIds].sort())) change.queueIds = after.queueIds;
  if (before.calendarId !== after.calendarId) change.calendarId = after.calendarId;
  if (differs(ownOf(before), ownOf(after))) change.capacity = ownOf(after);
  return change;
}

const byName = (skills: Record<string, number>): [string, number][] =>
  Object.entries(skills).sort(([a], [b]) => (a < b ? -1 : 1));

/** Null: the house's measure, whatever it is. */
const ownOf = ({ capacity, capacityIsOwn }: PersonDraft) => (capacityIsOwn ? capacity : null);
