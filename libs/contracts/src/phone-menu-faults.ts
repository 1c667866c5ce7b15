/** Why a phone menu may not be saved: whoever calls can reach a person from everywhere, and nothing traps or strands them. Pure. */
import type { MenuFlow, MenuStep } from './phone-menus.js';

/** Menus one after the other before somebody is reached; more is a maze. */
export const MAX_MENU_LEVELS = 4;
/** Words, the clock and a look at who calls may lie between 0 and somebody; nothing that asks again. */
const STEPS_TO_A_PERSON = 4;

export type MenuFaultCode =
  | 'same-id'
  | 'no-such-step'
  | 'not-reached'
  | 'person-not-reached'
  | 'circle'
  | 'hangs-up-unasked'
  | 'too-deep'
  | 'no-choices'
  | 'same-key'
  | 'no-text'
  | 'no-calendar';

export interface MenuFault {
  code: MenuFaultCode;
  /** Null: of the menu as a whole. */
  stepId: string | null;
  field: string | null;
}

/** A way on: `chosen` when the caller asked for it by a key. */
interface Way {
  field: string;
  to: string;
  chosen: boolean;
}

type Steps = ReadonlyMap<string, MenuStep>;

/** Empty for a menu that may be saved; otherwise each fault at its step, in the order of the steps. */
export function menuFaults(flow: MenuFlow): MenuFault[] {
  const steps: Steps = new Map(flow.steps.map((step) => [step.id, step]));
  const ways = flow.steps.flatMap((step) => waysOf(step).map((way) => ({ step, ...way })));
  const missing = [
    ...whole(flow, 'start', steps),
    ...whole(flow, 'person', steps),
    ...ways
      .filter(({ to }) => !steps.has(to))
      .map(({ step, field }): MenuFault => ({ code: 'no-such-step', stepId: step.id, field })),
  ];
  const own = flow.steps.flatMap((step, at) => [
    ...(flow.steps.findIndex(({ id }) => id === step.id) < at ? [fault('same-id', step)] : []),
    ...faultsOfStep(step),
  ]);
  if (missing.length > 0) return [...missing, ...own];
  return [...own, ...faultsOfWays(flow, steps)];
}

/** Where a step can lead; 0 and silence lead to the person and are not repeated at each step. */
export function waysOf(step: MenuStep): Way[] {
  const by = (field: string, to: string): Way => ({ field, to, chosen: false });
  switch (step.kind) {
    case 'say':
      return [by('next', step.next)];
    case 'choose':
      return step.choices.map(({ key, to }) => ({ field: `choices.${key}`, to, chosen: true }));
    case 'ask':
      return [{ field: 'next', to: step.next, chosen: true }];
    case 'hours':
      return [by('open', step.open), by('closed', step.closed)];
    case 'known':
      return [by('withTicket', step.withTicket), by('known', step.known), by('unknown', step.unknown)];
    case 'owner':
      return [by('otherwise', step.otherwise)];
    default:
      return [];
  }
}

function faultsOfStep(step: MenuStep): MenuFault[] {
  const faults: MenuFault[] = [];
  const text = 'text' in step ? step.text : null;
  for (const locale of ['fr', 'en'] as const)
    if (text?.[locale] === '') faults.push(fault('no-text', step, `text.${locale}`));
  if (step.kind === 'hours' && step.calendarId === '') faults.push(fault('no-calendar', step, 'calendarId'));
  if (step.kind !== 'choose') return faults;
  if (step.choices.length === 0) faults.push(fault('no-choices', step, 'choices'));
  const twice = step.choices.filter(({ key }, at) => step.choices.findIndex((one) => one.key === key) < at);
  return [...faults, ...twice.map(({ key }) => fault('same-key', step, `choices.${key}`))];
}

function faultsOfWays(flow: MenuFlow, steps: Steps): MenuFault[] {
  const reached = reachedFrom([flow.start, flow.person], steps);
  const trapped = inCircles(flow.steps);
  return [
    ...(reachesPerson(flow.person, steps)
      ? []
      : [{ code: 'person-not-reached', stepId: flow.person, field: null } as const]),
    ...flow.steps.flatMap((step) => [
      ...(reached.has(step.id) ? [] : [fault('not-reached', step)]),
      ...(trapped.has(step.id) ? [fault('circle', step)] : []),
      ...(step.kind === 'hang-up' && !onlyByChoice(step.id, flow) ? [fault('hangs-up-unasked', step)] : []),
    ]),
    ...tooDeep(flow, steps),
  ];
}

/** Somebody must be able to answer: a message alone is for closed hours. */
function reachesPerson(from: string, steps: Steps): boolean {
  const answered = [...reachedFrom([from], steps)].some((id) =>
    ['queue', 'owner'].includes(steps.get(id)?.kind ?? ''),
  );
  return answered && endsWithSomebody(from, steps, STEPS_TO_A_PERSON);
}

function endsWithSomebody(from: string, steps: Steps, left: number): boolean {
  const step = steps.get(from);
  if (!step || left === 0) return false;
  if (step.kind === 'queue' || step.kind === 'voicemail' || step.kind === 'callback') return true;
  if (step.kind === 'choose' || step.kind === 'ask' || step.kind === 'hang-up') return false;
  return waysOf(step).every(({ to }) => endsWithSomebody(to, steps, left - 1));
}

function reachedFrom(starts: readonly string[], steps: Steps): Set<string> {
  const seen = new Set<string>();
  const open = [...starts];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const step = steps.get(id);
    if (!step || seen.has(id)) continue;
    seen.add(id);
    open.push(...waysOf(step).map(({ to }) => to));
  }
  return seen;
}

/** Steps from which a caller who presses nothing comes back to the same step, with no key to leave by. */
function inCircles(list: readonly MenuStep[]): Set<string> {
  const unasked: Steps = new Map(
    list.filter(({ kind }) => kind !== 'choose' && kind !== 'ask').map((step) => [step.id, step]),
  );
  const ahead = (step: MenuStep) =>
    reachedFrom(
      waysOf(step).map(({ to }) => to),
      unasked,
    );
  return new Set([...unasked.values()].filter((step) => ahead(step).has(step.id)).map(({ id }) => id));
}

/** A call is ended only for who pressed a key for it, with nothing but words in between: a person was one key away then. */
function onlyByChoice(id: string, flow: MenuFlow, seen: ReadonlySet<string> = new Set()): boolean {
  if (id === flow.start || id === flow.person) return false;
  const before = flow.steps.flatMap((step) =>
    waysOf(step).flatMap(({ to, chosen }) => (to === id ? [{ step, chosen }] : [])),
  );
  return before.every(({ step, chosen }) => {
    if (chosen) return step.kind === 'choose';
    return step.kind === 'say' && !seen.has(step.id) && onlyByChoice(step.id, flow, new Set([...seen, id]));
  });
}

/** Counts menus on the shortest way to each: going back to an earlier one makes nothing deeper. */
function tooDeep(flow: MenuFlow, steps: Steps): MenuFault[] {
  const levels = new Map<string, number>();
  const open: [string, number][] = [[flow.start, 0]];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const [id, above] = next;
    const step = steps.get(id);
    const level = above + (step?.kind === 'choose' || step?.kind === 'ask' ? 1 : 0);
    if (!step || level >= (levels.get(id) ?? Infinity)) continue;
    levels.set(id, level);
    open.push(...waysOf(step).map(({ to }): [string, number] => [to, level]));
  }
  return flow.steps
    .filter(({ id, kind }) => (kind === 'choose' || kind === 'ask') && levels.get(id) === MAX_MENU_LEVELS + 1)
    .map((step) => fault('too-deep', step));
}

function whole(flow: MenuFlow, field: 'start' | 'person', steps: Steps): MenuFault[] {
  return steps.has(flow[field]) ? [] : [{ code: 'no-such-step', stepId: null, field }];
}

function fault(code: MenuFaultCode, step: MenuStep, field: string | null = null): MenuFault {
  return { code, stepId: step.id, field };
}

/** As a refusal names it: `steps.<id>.<field>`, or the field of the menu as a whole. */
export function menuFaultPath({ stepId, field }: MenuFault): string {
  return [...(stepId === null ? [] : ['steps', stepId]), ...(field === null ? [] : [field])].join('.');
}
