/** Messages on their way: when the timeline's own item takes their place. */
import type { TimelineItem } from '@lib/contracts';
import { isEcho, unechoed, type Send } from './sends.js';

const send = (more: Partial<Send> = {}): Send => ({
  key: 'k',
  ticketId: 't',
  authorId: 'me',
  tab: 'chat',
  text: 'Hello',
  html: null,
  to: null,
  cc: null,
  seenSeq: 0,
  introduction: null,
  files: [],
  at: '2031-05-01T09:00:00.000Z',
  state: 'sending',
  itemId: null,
  refusal: null,
  ...more,
});

const item = (more: Partial<TimelineItem> = {}): TimelineItem =>
  ({
    id: 'i1',
    text: 'Hello',
    author: { kind: 'agent', id: 'me', name: 'Me' },
    at: '2031-05-01T09:00:00.200Z',
    ...more,
  }) as TimelineItem;

describe('the echo of a message on its way', () => {
  it('is known by its id once the server has answered', () => {
    expect(isEcho(item(), send({ state: 'posted', itemId: 'i1' }))).toBe(true);
    expect(isEcho(item({ id: 'i2' }), send({ state: 'posted', itemId: 'i1' }))).toBe(false);
  });

  it('is known by words, author and time while the answer is still out', () => {
    expect(isEcho(item(), send())).toBe(true);
    expect(isEcho(item({ author: { kind: 'agent', id: 'other', name: null } }), send())).toBe(false);
    expect(isEcho(item({ text: 'Other' }), send())).toBe(false);
    expect(isEcho(item({ at: '2031-05-01T08:00:00.000Z' }), send())).toBe(false);
  });

  it('never hides what was refused, nor what belongs to another ticket', () => {
    expect(unechoed([send({ state: 'failed' })], 't', [item()])).toHaveLength(1);
    expect(unechoed([send()], 't', [item()])).toHaveLength(0);
    expect(unechoed([send()], 'other', [])).toHaveLength(0);
  });
});
