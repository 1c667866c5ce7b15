/** A phone menu while it is written: steps added, joined and taken out, in what order it is read, and where each is drawn. Pure. */
import { waysOf, type MenuFlow, type MenuStep, type MenuStepKind } from '@lib/contracts';

export const STEP_KINDS: readonly MenuStepKind[] = [
  'say',
  'choose',
  'ask',
  'hours',
  'known',
  'owner',
  'queue',
  'voicemail',
  'callback',
  'hang-up',
];
const COLUMN = 270;
const ROW = 110;

/** A greeting, and somebody who answers: what every house needs at least. */
export function blankFlow(words: {
  welcome: string;
  people: string;
  greeting: { fr: string; en: string };
}): MenuFlow {
  return {
    start: 'welcome',
    person: 'people',
    steps: [
      { id: 'welcome', name: words.welcome, place: null, kind: 'say', text: words.greeting, next: 'people' },
      { id: 'people', name: words.people, place: null, kind: 'queue', text: null, queueId: null },
    ],
  };
}

/** Its ways lead to the person until they are joined to something else. */
export function addStep(
  flow: MenuFlow,
  kind: MenuStepKind,
  name: string,
  calendarId: string,
): { flow: MenuFlow; id: string } {
  const id = freeId(flow, kind);
  const to = flow.person;
  const base = { id, name, place: null };
  const text = { fr: '', en: '' };
  const made: Record<MenuStepKind, MenuStep> = {
    say: { ...base, kind: 'say', text, next: to },
    choose: { ...base, kind: 'choose', text, choices: [{ key: '1', to }], repeats: 1 },
    ask: { ...base, kind: 'ask', text, what: 'ticket-number', digits: 8, next: to },
    hours: { ...base, kind: 'hours', calendarId, open: to, closed: to },
    known: { ...base, kind: 'known', withTicket: to, known: to, unknown: to },
    owner: { ...base, kind: 'owner', text: null, otherwise: to },
    queue: { ...base, kind: 'queue', text: null, queueId: null },
    voicemail: { ...base, kind: 'voicemail', text, queueId: null },
    callback: { ...base, kind: 'callback', text, queueId: null },
    'hang-up': { ...base, kind: 'hang-up', text: null },
  };
  return { flow: { ...flow, steps: [...flow.steps, made[kind]] }, id };
}

export function putStep(flow: MenuFlow, step: MenuStep): MenuFlow {
  return { ...flow, steps: flow.steps.map((one) => (one.id === step.id ? step : one)) };
}

/** Ways that led to it lead to the person instead. */
export function removeStep(flow: MenuFlow, id: string): MenuFlow {
  const steps = flow.steps
    .filter((step) => step.id !== id)
    .map((step) =>
      waysOf(step).reduce((one, way) => (way.to === id ? setWay(one, way.field, flow.person) : one), step),
    );
  return { ...flow, steps, start: flow.start === id ? flow.person : flow.start };
}

/** `field` as `waysOf` names it: `next`, `open`, `choices.1`. */
export function setWay(step: MenuStep, field: string, to: string): MenuStep {
  if (step.kind !== 'choose') return { ...step, [field]: to } as MenuStep;
  return {
    ...step,
    choices: step.choices.map((choice) => (`choices.${choice.key}` === field ? { ...choice, to } : choice)),
  };
}

export interface OutlineLine {
  step: MenuStep;
  depth: number;
  /** How one comes here from the line above it; null for the first, and for what nobody comes to. */
  way: string | null;
}

/** Each step once, below the step that first leads to it; what nobody comes to stands at the end. */
export function outlineOf(flow: MenuFlow): OutlineLine[] {
  const lines: OutlineLine[] = [];
  const seen = new Set<string>();
  const visit = (id: string, depth: number, way: string | null): void => {
    const step = flow.steps.find((one) => one.id === id);
    if (!step || seen.has(id)) return;
    seen.add(id);
    lines.push({ step, depth, way });
    for (const next of waysOf(step)) visit(next.to, depth + 1, next.field);
  };
  visit(flow.start, 0, null);
  visit(flow.person, 0, null);
  for (const step of flow.steps) visit(step.id, 0, null);
  return lines;
}

/** From left to right by how far a caller has come; a step that was put somewhere stays there. */
export function placesOf(flow: MenuFlow): Map<string, { x: number; y: number }> {
  const taken = new Map<number, number>();
  return new Map(
    outlineOf(flow).map(({ step, depth }) => {
      const row = taken.get(depth) ?? 0;
      taken.set(depth, row + 1);
      return [step.id, step.place ?? { x: depth * COLUMN, y: row * ROW }];
    }),
  );
}

function freeId(flow: MenuFlow, kind: MenuStepKind): string {
  const taken = new Set(flow.steps.map(({ id }) => id));
  for (let n = 1; ; n++) if (!taken.has(`${kind}-${n}`)) return `${kind}-${n}`;
}
