/** The share of calls and chats answered in time. */
import type { ServiceLevel } from '@lib/contracts';
import { percentOf } from './service-level.js';

const level = (answered: number, inTime: number, abandoned: number): ServiceLevel => ({
  queueId: 'q',
  withinSeconds: 20,
  answered,
  inTime,
  abandoned,
});

describe('the share answered in time', () => {
  it('counts who left as not answered in time', () => expect(percentOf([level(8, 8, 2)])).toBe(80));
  it('weighs queues by who came to them', () => expect(percentOf([level(1, 1, 0), level(99, 0, 0)])).toBe(1));
  it('is no figure while nobody has come', () => expect(percentOf([level(0, 0, 0)])).toBeNull());
});
