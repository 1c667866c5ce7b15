/** Who waits while mail rushes in: how long, and for whom. */
import type { Database } from '@lib/database';
import { MailRush } from './mail-rush.js';

function rush(waiting: () => number) {
  const looks: string[] = [];
  const database = {
    query: <R>(sql: string): Promise<R[]> => {
      looks.push(sql);
      return Promise.resolve([{ waiting: waiting() }] as R[]);
    },
  };
  return { rush: new MailRush(database as unknown as Database), looks };
}

async function turns(may: (now?: number) => Promise<boolean>, from: number, to: number): Promise<number[]> {
  const taken: number[] = [];
  for (let now = from; now < to; now += 100) if (await may(now)) taken.push(now);
  return taken;
}

test('without a rush nobody waits', async () => {
  const may = rush(() => 99).rush.share(2_000);
  expect(await turns(may, 0, 1_000)).toHaveLength(10);
});

test('in a rush what can wait has its turn every two seconds, however long it lasts', async () => {
  const may = rush(() => 5_000).rush.share(2_000);
  expect(await turns(may, 0, 60_000)).toEqual(Array.from({ length: 30 }, (_, turn) => turn * 2_000));
});

test('when the rush is over everybody goes on at once', async () => {
  let waiting = 5_000;
  const may = rush(() => waiting).rush.share(2_000);
  expect(await turns(may, 0, 1_000)).toEqual([0]);
  waiting = 0;
  expect(await turns(may, 1_300, 2_000)).toHaveLength(7);
});

test('the rows are asked at most four times a second, by all who wait together', async () => {
  const { rush: one, looks } = rush(() => 5_000);
  const shares = [one.share(2_000), one.share(1_000)];
  for (const may of shares) await turns(may, 0, 1_000);
  expect(looks.length).toBeLessThanOrEqual(4);
});
