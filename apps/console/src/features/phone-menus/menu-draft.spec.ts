import { menuFaults, type MenuFlow } from '@lib/contracts';
import {
  addStep,
  blankFlow,
  outlineOf,
  placesOf,
  putStep,
  removeStep,
  setWay,
  STEP_KINDS,
} from './menu-draft.js';

const greeting = { fr: 'Bonjour.', en: 'Hello.' };
const blank = blankFlow({ welcome: 'Welcome', people: 'People', greeting });

/** Like a caller's tree: welcome → choose → (1) people, (2) a new step. */
function withChoice(): MenuFlow {
  const { flow, id } = addStep(blank, 'choose', 'What about', '');
  const step = flow.steps.find((one) => one.id === id);
  const welcome = flow.steps[0];
  if (step?.kind !== 'choose' || !welcome) throw new Error('no step');
  return putStep(putStep(flow, { ...step, text: greeting }), setWay(welcome, 'next', id));
}

test('a new menu may be saved as it is', () => {
  expect(menuFaults(blank)).toEqual([]);
  expect(menuFaults(withChoice())).toEqual([]);
});

test.each(STEP_KINDS)('a new %s lacks only words and somebody who comes to it', (kind) => {
  const { flow, id } = addStep(blank, kind, 'New', 'default');
  const codes = menuFaults(flow).filter(({ stepId }) => stepId === id);
  expect(codes.every(({ code }) => code === 'no-text' || code === 'not-reached')).toBe(true);
});

test('what led to a step taken out leads to the person', () => {
  const flow = removeStep(withChoice(), 'choose-1');
  expect(flow.steps.map(({ id }) => id)).toEqual(['welcome', 'people']);
  expect(menuFaults(flow)).toEqual([]);
});

test('the outline names each step once, with the key that leads to it, and what nobody comes to at the end', () => {
  const { flow } = addStep(withChoice(), 'hang-up', 'Bye', '');
  expect(outlineOf(flow).map(({ step, depth, way }) => [step.id, depth, way])).toEqual([
    ['welcome', 0, null],
    ['choose-1', 1, 'next'],
    ['people', 2, 'choices.1'],
    ['hang-up-1', 0, null],
  ]);
});

test('no two steps are drawn on the same place', () => {
  let flow = withChoice();
  for (const kind of STEP_KINDS) flow = addStep(flow, kind, kind, 'default').flow;
  const places = [...placesOf(flow).values()].map(({ x, y }) => `${x},${y}`);
  expect(new Set(places).size).toBe(flow.steps.length);
});
