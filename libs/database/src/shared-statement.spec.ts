/** One statement for many: everybody hears the answer to their own row, and a failure is everybody's. */
import { SharedStatement } from './shared-statement.js';

test('each row hears what was answered for it, in order, and nothing when there was nothing', async () => {
  const statement = new SharedStatement();
  const heard = ['a', 'b', 'c'].map((name) => statement.add<{ said: string }>({ name }));
  expect(statement.rows).toEqual([
    { name: 'a', place: 0 },
    { name: 'b', place: 1 },
    { name: 'c', place: 2 },
  ]);
  statement.answer(
    Promise.resolve([
      { place: 2, said: 'first' },
      { place: 0, said: 'only' },
      { place: 2, said: 'second' },
    ]),
  );
  expect((await Promise.all(heard)).map((rows) => rows.map(({ said }) => said))).toEqual([
    ['only'],
    [],
    ['first', 'second'],
  ]);
});

test('when it fails, each of them hears why', async () => {
  const statement = new SharedStatement();
  const heard = [statement.add({}), statement.add({})];
  statement.answer(Promise.reject(new Error('no such column')));
  for (const one of heard) await expect(one).rejects.toThrow('no such column');
});
