/** Whether somebody is absent as an owner, why, until when, and when that next changes. Pure. */
import type { AbsentWhy } from '@lib/contracts';
import { opening, type Calendar } from '@lib/clocks';

/** Times are epoch milliseconds. */
export interface Attendance {
  id: string;
  name: string;
  /** Has left the company. */
  disabled: boolean;
  /** Declared: then they work, whatever the hour. */
  available: boolean;
  offlineSince: number | null;
  /** `to` null: until further notice. Never two at a time. */
  absences: readonly { id: string; from: number; to: number | null; standInId: string | null }[];
  /** By which they work; null: whenever they are logged in. */
  calendar: Calendar | null;
}

export interface Absent {
  why: AbsentWhy;
  /** When they are expected back; null: not known. */
  until: number | null;
  absenceId: string | null;
  /** Chosen for this absence. */
  standInId: string | null;
}

/** An absence within an absence, the night after it, the weekend after that: more links than a calendar has. */
const MOST_LINKS = 20;

/** Null: there. An absence counts even for who is logged in; the hours do not count for who says they are available. */
export function absentAt(who: Attendance, now: number, offlineAfterMs: number): Absent | null {
  if (who.disabled) return { why: 'offline', until: null, absenceId: null, standInId: null };
  const absence = absenceAt(who, now);
  if (absence)
    return {
      why: 'absence',
      until: backAfter(who, absence.to),
      absenceId: absence.id,
      standInId: absence.standInId,
    };
  if (who.calendar && !who.available) {
    const { open, until } = opening(who.calendar, new Date(now));
    if (!open)
      return {
        why: 'off-hours',
        until: backAfter(who, until?.getTime() ?? null),
        absenceId: null,
        standInId: null,
      };
  }
  if (who.offlineSince !== null && now - who.offlineSince >= offlineAfterMs)
    return { why: 'offline', until: null, absenceId: null, standInId: null };
  return null;
}

/** The next moment after `now` at which `absentAt` may say something else without anybody doing anything; null: none. */
export function nextChange(who: Attendance, now: number, offlineAfterMs: number): number | null {
  const moments = [
    ...who.absences.flatMap(({ from, to }) => [from, to]),
    who.calendar && (opening(who.calendar, new Date(now)).until?.getTime() ?? null),
    who.offlineSince === null ? null : who.offlineSince + offlineAfterMs,
  ].filter((moment): moment is number => moment !== null && moment > now);
  return moments.length > 0 ? Math.min(...moments) : null;
}

function absenceAt({ absences }: Attendance, at: number): Attendance['absences'][number] | undefined {
  return absences.find(({ from, to }) => from <= at && (to === null || at < to));
}

/** Who comes back on a Friday evening is back on Monday morning. */
function backAfter(who: Attendance, end: number | null): number | null {
  let back = end;
  for (let link = 0; link < MOST_LINKS && back !== null; link += 1) {
    const next = absenceAt(who, back);
    const hours = who.calendar && opening(who.calendar, new Date(back));
    if (next) back = next.to;
    else if (hours && !hours.open) back = hours.until?.getTime() ?? null;
    else return back;
  }
  return back;
}
