/** Whether a rule's conditions hold for a ticket, each by itself, so that it can be said why and why not. Pure. */
import type {
  Channel,
  ClockKind,
  FieldValue,
  Locale,
  Priority,
  RuleCondition,
  RuleConditions,
  TicketStatus,
  TicketType,
} from '@lib/contracts';
import { hasWords } from './folded.js';

const DAY_MS = 86_400_000;

/** What conditions can ask of a ticket. */
export interface RuleFacts {
  id: string;
  channels: Channel[];
  type: TicketType;
  status: TicketStatus;
  priority: Priority;
  queueId: string | null;
  owned: boolean;
  tags: string[];
  /** Folded. */
  subject: string;
  /** What the customer wrote, folded. */
  text: string;
  locale: Locale;
  /** Of the customer's mail addresses, in small letters. */
  domains: string[];
  values: Record<string, FieldValue>;
  openHours: boolean;
  handOvers: number;
  openedAt: Date;
  /** When the customer's tickets were opened, this one among them. */
  customersTickets: Date[];
  clocks: ClockKind[];
}

export interface Verdict {
  matches: boolean;
  all: boolean[];
  any: boolean[];
}

export function judge({ all, any }: RuleConditions, facts: RuleFacts): Verdict {
  const held = { all: all.map((one) => holds(one, facts)), any: any.map((one) => holds(one, facts)) };
  return {
    ...held,
    matches: held.all.every(Boolean) && (held.any.length === 0 || held.any.some(Boolean)),
  };
}

/** The conditions that held: what is told as the reason. */
export function because({ all, any }: RuleConditions, verdict: Verdict): RuleCondition[] {
  return [...all.filter((_, place) => verdict.all[place]), ...any.filter((_, place) => verdict.any[place])];
}

function holds(condition: RuleCondition, facts: RuleFacts): boolean {
  return isSo(condition, facts) !== condition.not;
}

function isSo(condition: RuleCondition, facts: RuleFacts): boolean {
  switch (condition.field) {
    case 'channel':
      return meet(condition.is, facts.channels);
    case 'type':
      return condition.is.includes(facts.type);
    case 'status':
      return condition.is.includes(facts.status);
    case 'priority':
      return condition.is.includes(facts.priority);
    case 'queue':
      return facts.queueId !== null && condition.is.includes(facts.queueId);
    case 'owned':
      return facts.owned;
    case 'tag':
      return meet(condition.is, facts.tags);
    case 'words': {
      const places = {
        subject: [facts.subject],
        text: [facts.text],
        both: [facts.subject, facts.text],
      }[condition.in];
      return condition.is.some((phrase) => places.some((place) => hasWords(place, phrase)));
    }
    case 'language':
      return condition.is.includes(facts.locale);
    case 'domain':
      return facts.domains.some((own) => condition.is.some((one) => own === one || own.endsWith(`.${one}`)));
    case 'value': {
      const value = facts.values[condition.fieldId];
      if (value === undefined) return false;
      const has = Array.isArray(value) ? value : [value];
      return condition.is.some((one) =>
        Array.isArray(one) ? meet(one, has.map(String)) : has.includes(one as never),
      );
    }
    case 'open-hours':
      return facts.openHours;
    case 'hand-overs':
      return facts.handOvers >= condition.atLeast;
    case 'repeats': {
      const until = facts.openedAt.getTime();
      const since = until - condition.days * DAY_MS;
      const within = facts.customersTickets.filter((at) => at.getTime() > since && at.getTime() <= until);
      return within.length >= condition.atLeast;
    }
    case 'clock':
      return meet(condition.is, facts.clocks);
  }
}

function meet<T>(some: readonly T[], others: readonly T[]): boolean {
  return some.some((one) => others.includes(one));
}
