/** Where a caller goes in a phone menu: past what needs no answer, to the next step that speaks, waits or ends. Pure. */
import type { MenuFlow, MenuStep, MenuText } from '@lib/contracts';

export interface MenuFacts {
  open: (calendarId: string) => boolean;
  /** The calling number is a customer's. */
  known: boolean;
  /** Somebody follows an open matter of theirs. */
  withTicket: boolean;
}

export type MenuStop = Extract<
  MenuStep,
  { kind: 'choose' | 'ask' | 'queue' | 'owner' | 'voicemail' | 'callback' | 'hang-up' }
>;

export interface MenuPlace {
  step: MenuStop;
  /** Words of the steps passed on the way, in their order. */
  said: MenuText[];
}

/** A menu that was saved has no circles of such steps; a flow that has is a fault of ours, and its caller is brought to a person. */
const MOST_PASSED = 100;

/** Errors: throws for a step that is not there, which no saved menu has. */
export function walkFrom(flow: MenuFlow, id: string, facts: MenuFacts): MenuPlace {
  const said: MenuText[] = [];
  let at = id;
  for (let passed = 0; passed < MOST_PASSED; passed++) {
    const step = stepOf(flow, at);
    switch (step.kind) {
      case 'say':
        said.push(step.text);
        at = step.next;
        break;
      case 'hours':
        at = facts.open(step.calendarId) ? step.open : step.closed;
        break;
      case 'known':
        at = facts.withTicket ? step.withTicket : facts.known ? step.known : step.unknown;
        break;
      case 'owner':
        if (facts.withTicket) return { step, said };
        at = step.otherwise;
        break;
      default:
        return { step, said };
    }
  }
  throw new Error(`a circle in the menu at ${at}`);
}

/** What a caller's answer leads to; `again` when the same step is to be heard once more. */
export function answerTo(
  flow: MenuFlow,
  step: MenuStop,
  keys: string,
  timesHeard: number,
): { to: string; understood: boolean } | 'again' {
  if (keys === '0' || keys === '0#') return { to: flow.person, understood: true };
  if (step.kind === 'ask' && keys !== '') return { to: step.next, understood: true };
  if (step.kind !== 'choose') return { to: flow.person, understood: false };
  const chosen = step.choices.find(({ key }) => key === keys);
  if (chosen) return { to: chosen.to, understood: true };
  return timesHeard > step.repeats ? { to: flow.person, understood: false } : 'again';
}

/** The calendars whose hours the menu may look at. */
export function calendarsOf(flow: MenuFlow): string[] {
  return flow.steps.flatMap((step) => (step.kind === 'hours' ? [step.calendarId] : []));
}

export function stepOf(flow: MenuFlow, id: string): MenuStep {
  const step = flow.steps.find((one) => one.id === id);
  if (!step) throw new Error(`the menu has no step ${id}`);
  return step;
}
