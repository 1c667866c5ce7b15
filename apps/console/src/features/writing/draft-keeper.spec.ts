/** A draft between this browser, the server and another window of the same agent. */
import { jest } from '@jest/globals';
import type { Draft, WriteDraft } from '@lib/contracts';
import { createDraftKeeper, NO_WORDS, type Stored, type Words } from './draft-keeper.js';

const STALE = new Error('stale');
const says = (text: string): Words => ({ ...NO_WORDS, text });

/** The server's one row, with the rule of its statement. */
function house() {
  let row: Draft | null = null;
  const save = (draft: WriteDraft): Promise<Draft> => {
    if ((row?.version ?? 0) !== draft.version) return Promise.reject(STALE);
    const at = '2031-05-01T09:00:00.000Z';
    const kept: Draft = { ...draft, version: draft.version + 1, startedAt: at, savedAt: at };
    row = draft.text === '' ? null : kept;
    return Promise.resolve(row ?? { ...kept, version: 0 });
  };
  return { save, row: () => row, forget: () => (row = null) };
}

function window(of: ReturnType<typeof house>, kept: Stored | null = null) {
  let stored = kept;
  const keeper = createDraftKeeper('email', {
    save: of.save,
    load: () => Promise.resolve(of.row()),
    isStale: (error) => error === STALE,
    store: { read: () => stored, write: (next) => ((stored = next), true) },
    now: () => '2031-05-01T09:00:00.000Z',
  });
  return { keeper, stored: () => stored, load: () => keeper.loaded(of.row(), keeper.moment()) };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());
const pause = () => jest.advanceTimersByTimeAsync(700);

test('what is written is on the server after a pause, and another device finds it', async () => {
  const server = house();
  const one = window(server);
  one.keeper.write(says('Hello'));
  expect(one.keeper.state.get().kept).toBe('here');
  await pause();
  expect(server.row()?.text).toBe('Hello');
  expect(one.keeper.state.get().kept).toBe('server');
  const other = window(server);
  other.load();
  expect(other.keeper.state.get().words.text).toBe('Hello');
});

test('a reload before the pause loses nothing: this browser held it, and saves it when it is back', async () => {
  const server = house();
  const one = window(server);
  one.keeper.write(says('Half a senten'));
  const again = window(server, one.stored());
  expect(again.keeper.state.get().words.text).toBe('Half a senten');
  again.load();
  await pause();
  expect(server.row()?.text).toBe('Half a senten');
});

test('two windows do not overwrite each other: the later one is shown both and chooses', async () => {
  const server = house();
  const [one, two] = [window(server), window(server)];
  one.keeper.write(says('Mine'));
  await pause();
  two.keeper.write(says('Theirs'));
  await pause();
  expect(server.row()?.text).toBe('Mine');
  expect(two.keeper.state.get()).toMatchObject({ words: { text: 'Theirs' }, elsewhere: { text: 'Mine' } });
  two.keeper.settle('mine');
  await pause();
  expect(server.row()?.text).toBe('Theirs');
  one.load();
  expect(one.keeper.state.get()).toMatchObject({ words: { text: 'Theirs' }, elsewhere: null });
});

test('what was sent in one window does not come back from the other', async () => {
  const server = house();
  const [one, two] = [window(server), window(server)];
  one.keeper.write(says('Hello'));
  await pause();
  two.load();
  server.forget();
  one.keeper.sent(true);
  two.load();
  expect(two.keeper.state.get().words).toEqual(NO_WORDS);
  two.keeper.write(says('Hello again'));
  await pause();
  expect(server.row()).toMatchObject({ text: 'Hello again', version: 1 });
});

test('a save under way when it was sent does not bring the words back', async () => {
  const server = house();
  const one = window(server);
  one.keeper.write(says('Hello'));
  one.keeper.flush();
  one.keeper.sent(true);
  await pause();
  expect(one.keeper.state.get().words).toEqual(NO_WORDS);
  expect(one.stored()).toBeNull();
});

test('what was read before the last save is old, and takes nothing away', async () => {
  const server = house();
  const one = window(server);
  const asked = one.keeper.moment();
  one.keeper.write(says('Hello'));
  await pause();
  one.keeper.loaded(null, asked);
  expect(one.keeper.state.get().words.text).toBe('Hello');
});
