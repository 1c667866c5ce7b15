/** The talk with a caller who wants to be called back, key by key. */
import { firstAsk, nextAsk, STAY, type AskedNext, type AskVisit } from './callback-dialog.js';

const FROM = '+33612345678';

/** Where these keys lead, one answer after the other. */
function after(from: string, ...keys: string[]): AskedNext {
  let visits: AskVisit[] = [firstAsk(from)];
  let next: AskedNext = visits[0] as AskVisit;
  for (const pressed of keys) {
    next = nextAsk(visits, pressed, [from, '+33144556677']);
    if (next.step === 'taken' || next.step === 'stay') return next;
    visits = [...visits, next];
  }
  return next;
}

test('the number they call from is confirmed with one key', () => {
  expect(after(FROM)).toEqual({ step: 'confirm', number: FROM, refused: false });
  expect(after(FROM, '1')).toEqual({ step: 'taken', number: FROM });
});

test('another number is keyed in, read back, and taken only when it is confirmed', () => {
  expect(after(FROM, '2')).toMatchObject({ step: 'key-in' });
  expect(after(FROM, '2', '0144556677')).toMatchObject({ step: 'confirm', number: '+33144556677' });
  expect(after(FROM, '2', '0144556677', '1')).toEqual({ step: 'taken', number: '+33144556677' });
});

test.each(['0899123456', '112', '12'])(
  'a number that may not be called is refused and asked for again: %s',
  (keys) => {
    expect(after(FROM, '2', keys)).toEqual({ step: 'key-in', number: null, refused: true });
  },
);

test('who withholds their number is asked for one', () => {
  expect(after('anonymous:CA1')).toEqual({ step: 'key-in', number: null, refused: false });
});

test('0 stays on the line, and so does saying nothing', () => {
  expect(after(FROM, '0')).toMatchObject({ step: 'stay' });
  expect(after(FROM, '2', '0')).toMatchObject({ step: 'stay' });
  expect(after(FROM, '')).toMatchObject({ step: 'confirm' });
  expect(after(FROM, '', '')).toMatchObject({ step: 'stay' });
});

test('who stayed and asks again begins anew', () => {
  const visits = [firstAsk(FROM), STAY, firstAsk(FROM)];
  expect(nextAsk(visits, '', [])).toMatchObject({ step: 'confirm' });
  expect(nextAsk(visits, '1', [])).toEqual({ step: 'taken', number: FROM });
});

test('nobody is asked without end', () => {
  expect(after(FROM, ...Array.from({ length: 20 }, (_, at) => (at % 2 ? '0899123456' : '2')))).toMatchObject({
    step: 'stay',
  });
});
