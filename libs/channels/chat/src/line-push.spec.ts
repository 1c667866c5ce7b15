import type { Line } from './line.entity.js';
import { linesToShow } from './line-push.js';

const line = (seq: number, clientId: string | null = null) => ({ seq, clientId }) as Line;
const seqs = (lines: Line[]) => lines.map(({ seq }) => seq);

test('each line is shown once, in order', () => {
  const seen = { lastSeq: 1, own: new Set<string>() };
  expect(seqs(linesToShow(seen, [line(1), line(2), line(3)]).show)).toEqual([2, 3]);
  expect(seqs(linesToShow(seen, [line(2), line(3), line(4)]).show)).toEqual([4]);
});

test('a line said on this socket is passed over, its ack has shown it', () => {
  const seen = { lastSeq: 0, own: new Set(['mine']) };
  expect(seqs(linesToShow(seen, [line(1, 'mine'), line(2)]).show)).toEqual([2]);
  expect(seen.own.size).toBe(0);
});

test('nothing is shown across a gap, so nothing is skipped for ever', () => {
  const seen = { lastSeq: 4, own: new Set<string>() };
  expect(linesToShow(seen, [line(6)])).toEqual({ show: [], complete: false });
  expect(seqs(linesToShow(seen, [line(5), line(6)]).show)).toEqual([5, 6]);
});
