/** Taking in a folder in ranges: whatever its size, wherever it is cut. */
import type { ImapFlow } from 'imapflow';
import type { FetchedMail, MailStore } from '../mail-store.js';
import type { ImapAccount } from './imap-address.js';
import type { MailboxCursor, SavedCursor } from './mailbox-cursor.js';
import { NewMail } from './new-mail.js';

const DAY_MS = 86_400_000;
const ago = (days: number): Date => new Date(Date.now() - days * DAY_MS);

/** A server with a folder, and what the house remembers of it. */
function stage(mails: { uid: number; date: Date }[], saved: SavedCursor, importDays = 0) {
  const kept: number[] = [];
  const ranges: number[] = [];
  const left: number[] = [];
  let stopAfter = Infinity;
  const inRange = (range: string) => {
    if (range.endsWith(':*')) {
      const from = Number(range.slice(0, -2));
      const last = mails.at(-1);
      return mails.filter((mail) => mail.uid >= from || mail === last);
    }
    const wanted = new Set(range.split(',').map(Number));
    return mails.filter(({ uid }) => wanted.has(uid));
  };
  const found = (range: string) =>
    inRange(range).map(({ uid, date }) => ({ uid, size: 10, internalDate: date, source: Buffer.from('x') }));
  const client = {
    mailbox: { uidValidity: 7n, uidNext: (mails.at(-1)?.uid ?? 0) + 1 },
    search: ({ uid, since }: { uid: string; since?: Date }) =>
      Promise.resolve(
        inRange(uid)
          .filter(({ date }) => !since || date.getTime() > since.getTime() - DAY_MS)
          .map((mail) => mail.uid),
      ),
    fetch: async function* (range: string) {
      ranges.push(inRange(range).length);
      yield* found(range);
    },
    fetchAll: (range: string) => Promise.resolve(found(range)),
  } as unknown as ImapFlow;
  const cursor = {
    read: () => Promise.resolve({ ...saved }),
    move: (_: string, uidValidity: bigint, lastUid: number) =>
      Promise.resolve(void Object.assign(saved, { uidValidity, lastUid })),
    disown: () => Promise.resolve(),
    remaining: (_: string, count: number) => Promise.resolve(void left.push(count)),
  } as unknown as MailboxCursor;
  const store = {
    keepFetched: (
      fetched: FetchedMail[],
      { uidValidity, lastUid }: { uidValidity: bigint; lastUid: number },
    ) => {
      kept.push(...fetched.map(({ uid }) => uid));
      return Promise.resolve(void Object.assign(saved, { uidValidity, lastUid }));
    },
  } as unknown as MailStore;
  const take = () =>
    new NewMail(
      { mailbox: 'x', importDays } as ImapAccount,
      'id',
      store,
      cursor,
      () => kept.length >= stopAfter,
    ).take(client);
  return { take, kept, ranges, left, saved, stop: (after: number) => (stopAfter = after) };
}

const row = (count: number, from = 1, date = ago(1)) =>
  Array.from({ length: count }, (_, at) => ({ uid: from + at * 3, date }));
const never: SavedCursor = { uidValidity: null, lastUid: 0, lastOkAt: null };

test('a long row is listed by the hundred, says how many are left, and ends with nothing left over', async () => {
  const mails = row(1_234);
  const folder = stage(mails, { uidValidity: 7n, lastUid: 0, lastOkAt: null });
  await folder.take();
  expect(folder.kept).toEqual(mails.map(({ uid }) => uid));
  expect(folder.ranges).toEqual([...Array<number>(12).fill(100), 34]);
  expect(folder.left).toEqual(Array.from({ length: 13 }, (_, range) => 1_234 - 100 * range));
  expect(folder.saved.lastUid).toBe(mails.at(-1)?.uid);
});

test('cut anywhere it goes on there, and takes each mail once', async () => {
  const mails = row(1_234);
  const folder = stage(mails, { ...never }, 30);
  for (const after of [50, 600, 601, Infinity]) {
    folder.stop(after);
    await folder.take();
  }
  expect(folder.kept).toEqual(mails.map(({ uid }) => uid));
});

test('a first sync takes the days it was told and never comes back for the rest', async () => {
  const folder = stage([...row(600, 1, ago(40)), ...row(3, 5_000, ago(2))], { ...never }, 7);
  await folder.take();
  expect(folder.kept).toEqual([5_000, 5_003, 5_006]);
  folder.ranges.splice(0);
  await folder.take();
  expect(folder.kept).toHaveLength(3);
  expect(folder.ranges).toEqual([1]);
});

test('from now on means from now on, however many lie there', async () => {
  const folder = stage(row(2_000), { ...never });
  await folder.take();
  expect(folder.kept).toEqual([]);
  expect(folder.saved).toMatchObject({ uidValidity: 7n, lastUid: 5_998 });
});

test('however old the server says it is, what comes after the cursor is taken: an outage loses nothing', async () => {
  const folder = stage([...row(2, 1), { uid: 90, date: ago(400) }], {
    uidValidity: 7n,
    lastUid: 4,
    lastOkAt: ago(2),
  });
  await folder.take();
  expect(folder.kept).toEqual([90]);
});

test('a renumbered folder is read again, back to a week before it was last well', async () => {
  const folder = stage([...row(3, 1, ago(30)), ...row(2, 50, ago(6))], {
    uidValidity: 6n,
    lastUid: 900,
    lastOkAt: ago(1),
  });
  await folder.take();
  expect(folder.kept).toEqual([50, 53]);
  expect(folder.saved).toMatchObject({ uidValidity: 7n, lastUid: 53 });
});
