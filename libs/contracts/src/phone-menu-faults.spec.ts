import fc from 'fast-check';
import { menuFaultPath, menuFaults, waysOf } from './phone-menu-faults.js';
import { MenuFlow, type MenuStep } from './phone-menus.js';

const text = { fr: 'Bonjour.', en: 'Hello.' };
const place = null;
const choose = (id: string, ...choices: [string, string][]): MenuStep => ({
  ...{ id, name: id, place, kind: 'choose', text, repeats: 1 },
  choices: choices.map(([key, to]) => ({ key: key as '1', to })),
});
const queue = (id: string): MenuStep => ({ id, name: id, place, kind: 'queue', text: null, queueId: null });
const say = (id: string, next: string): MenuStep => ({ id, name: id, place, kind: 'say', text, next });
const hangUp = (id: string): MenuStep => ({ id, name: id, place, kind: 'hang-up', text: null });
const hours = (id: string, open: string, closed: string): MenuStep => ({
  ...{ id, name: id, place, kind: 'hours', calendarId: 'default', open, closed },
});
const voicemail = (id: string): MenuStep => ({ id, name: id, place, kind: 'voicemail', text, queueId: null });
const known = (id: string, to: string): MenuStep => ({
  ...{ id, name: id, place, kind: 'known', withTicket: to, known: to, unknown: to },
});
const flow = (start: string, person: string, ...steps: MenuStep[]): MenuFlow => ({ start, person, steps });
const codes = (menu: MenuFlow) => menuFaults(menu).map((one) => `${one.code} ${menuFaultPath(one)}`);

const sound = flow(
  'welcome',
  'people',
  say('welcome', 'open'),
  hours('open', 'main', 'message'),
  choose('main', ['1', 'people'], ['2', 'times'], ['9', 'main']),
  say('times', 'bye'),
  hangUp('bye'),
  queue('people'),
  voicemail('message'),
);

test('a menu by which everybody finds somebody may be saved', () => {
  expect(codes(sound)).toEqual([]);
  expect(MenuFlow.safeParse(sound).success).toBe(true);
});

test.each<[string, MenuFlow, string[]]>([
  ['a way that leads nowhere', flow('a', 'q', say('a', 'gone'), queue('q')), ['no-such-step steps.a.next']],
  ['a start that is not there', flow('x', 'q', queue('q')), ['no-such-step start']],
  ['a step nobody comes to', flow('q', 'q', queue('q'), voicemail('v')), ['not-reached steps.v']],
  ['0 that leads to a message alone', flow('v', 'v', voicemail('v')), ['person-not-reached steps.v']],
  [
    '0 that leads to the next menu',
    flow('q', 'm', queue('q'), choose('m', ['1', 'q'])),
    ['person-not-reached steps.m'],
  ],
  [
    'words that lead back to themselves',
    flow('a', 'q', say('a', 'b'), say('b', 'a'), queue('q')),
    ['circle steps.a', 'circle steps.b'],
  ],
  [
    'who is hung up on because it is closed',
    flow('h', 'q', hours('h', 'q', 'bye'), hangUp('bye'), queue('q')),
    ['hangs-up-unasked steps.bye'],
  ],
  [
    'who chose something and is hung up on because it is closed',
    flow('m', 'q', choose('m', ['1', 'h'], ['2', 'q']), hours('h', 'q', 'bye'), hangUp('bye'), queue('q')),
    ['hangs-up-unasked steps.bye'],
  ],
  [
    'a maze',
    flow(
      '1a',
      'q',
      ...['1a', '2a', '3a', '4a', '5a'].map((id, at) => choose(id, ['1', `${at + 2}a`])),
      queue('6a'),
      queue('q'),
    ),
    ['too-deep steps.5a'],
  ],
  [
    'a key that is there twice, and a menu without keys',
    flow('m', 'q', choose('m', ['1', 'n'], ['1', 'q']), choose('n'), queue('q')),
    ['same-key steps.m.choices.1', 'no-choices steps.n.choices'],
  ],
  [
    'words missing in a language',
    flow('a', 'q', { ...say('a', 'q'), text: { fr: '', en: 'Hi' } } as MenuStep, queue('q')),
    ['no-text steps.a.text.fr'],
  ],
  ['two steps of one name', flow('q', 'q', queue('q'), queue('q')), ['same-id steps.q']],
])('%s may not be saved, and the step is named', (_, menu, faults) => {
  expect(codes(menu)).toEqual(faults);
});

test('0 may pass by the clock, when a message is taken in closed hours', () => {
  expect(codes(flow('h', 'h', hours('h', 'q', 'v'), queue('q'), voicemail('v')))).toEqual([]);
});

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const id = fc.constantFrom(...ids);
const stepOf = (own: string) =>
  fc.oneof(
    id.map((next) => say(own, next)),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom('1', '2', '3'), id), { selector: ([key]) => key, minLength: 1 })
      .map((choices) => choose(own, ...choices)),
    fc.tuple(id, id).map(([open, closed]) => hours(own, open, closed)),
    id.map((to) => known(own, to)),
    fc.constant(queue(own)),
    fc.constant(voicemail(own)),
    fc.constant(hangUp(own)),
  );
const anyFlow = fc
  .tuple(id, id, ...ids.map(stepOf))
  .map(([start, person, ...steps]) => flow(start, person, ...steps));

test('whatever is pressed in a menu that may be saved, the caller ends with somebody or by their own choice', () => {
  let saved = 0;
  const walk = (menu: MenuFlow, presses: (string | null)[]) => {
    let at = menu.start;
    let asked = false;
    const keys = [...presses];
    for (let steps = 0; steps < 200; steps++) {
      const step = menu.steps.find((one) => one.id === at);
      if (!step) return 'lost';
      if (step.kind === 'queue' || step.kind === 'voicemail') return 'somebody';
      if (step.kind === 'hang-up') return asked ? 'by choice' : 'stranded';
      const ways = waysOf(step);
      if (step.kind === 'choose') {
        const key = keys.length > 0 ? keys.shift() : null;
        const way = ways.find(({ field }) => field === `choices.${key}`);
        asked = way !== undefined;
        at = way?.to ?? menu.person;
      } else {
        const way = ways[steps % ways.length];
        if (step.kind !== 'say') asked = false;
        at = way?.to ?? 'lost';
      }
    }
    return 'trapped';
  };
  fc.assert(
    fc.property(
      anyFlow,
      fc.array(fc.constantFrom('1', '2', '3', '0', null), { maxLength: 12 }),
      (menu, presses) => {
        if (menuFaults({ ...menu, steps: reached(menu) }).length > 0) return;
        saved += 1;
        expect(['somebody', 'by choice']).toContain(walk(menu, presses));
      },
    ),
    { numRuns: 5_000 },
  );
  expect(saved).toBeGreaterThan(50);
});

/** Without the steps nobody comes to, so that chance finds enough menus that may be saved. */
function reached(menu: MenuFlow): MenuStep[] {
  const seen = new Set([menu.start, menu.person]);
  for (let before = 0; before < seen.size;) {
    before = seen.size;
    for (const step of menu.steps) if (seen.has(step.id)) for (const { to } of waysOf(step)) seen.add(to);
  }
  return menu.steps.filter((step) => seen.has(step.id));
}
