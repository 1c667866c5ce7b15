/** R5: conflation, one batch at a time, nothing forgotten. */
import { jest } from '@jest/globals';
import { DirtyLane } from './dirty-lane.js';

describe('DirtyLane', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  function lane(everyMs: number, work: (keys: string[]) => Promise<void> = async () => undefined) {
    const batches: string[][] = [];
    const made = new DirtyLane({
      name: 'test',
      everyMs,
      makeRight: async (keys) => {
        batches.push(keys);
        await work(keys);
      },
    });
    return { made, batches };
  }

  it('R5 pushes at once, then at most every 250 ms, the last value only', async () => {
    const { made, batches } = lane(250);
    for (let ms = 0; ms < 1_000; ms += 10) {
      made.mark(['q']);
      await jest.advanceTimersByTimeAsync(10);
    }
    await jest.advanceTimersByTimeAsync(250);
    expect(batches.length).toBeGreaterThanOrEqual(4);
    expect(batches.length).toBeLessThanOrEqual(5);
  });

  it('collects what is marked while a batch runs into the next one', async () => {
    let finish: () => void = () => undefined;
    const { made, batches } = lane(0, () => new Promise((done) => (finish = done)));
    made.mark(['a']);
    await jest.advanceTimersByTimeAsync(1);
    made.mark(['b', 'a', 'b']);
    await jest.advanceTimersByTimeAsync(100);
    expect(batches).toEqual([['a']]);
    finish();
    await jest.advanceTimersByTimeAsync(1);
    expect(batches).toEqual([['a'], ['b', 'a']]);
  });

  it('tries again what failed, after a pause', async () => {
    let failures = 2;
    const { made, batches } = lane(0, async () => {
      if (failures-- > 0) throw new Error('the database is away');
    });
    made.mark(['a']);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(batches).toEqual([['a'], ['a'], ['a']]);
  });

  it('lets one bad row silence nobody else', async () => {
    const right: string[] = [];
    const { made } = lane(0, async (keys) => {
      if (keys.includes('bad')) throw new Error('cannot be read');
      right.push(...keys);
    });
    made.mark(['a', 'bad', 'b']);
    await jest.advanceTimersByTimeAsync(10);
    made.mark(['c']);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(right).toEqual(['a', 'b', 'c']);
    made.stop();
  });
});
