/** A list being edited, each entry with a key of its own, so that removing one does not move what was typed in the next. */
import { useState } from 'react';

export interface Keyed<T> {
  key: number;
  one: T;
}

interface Acts<T> {
  add: (one: T) => void;
  put: (key: number, one: T) => void;
  remove: (key: number) => void;
}

let last = 0;
const keyed = <T>(one: T): Keyed<T> => ({ key: (last += 1), one });

export function useKeyed<T>(first: readonly T[]): [Keyed<T>[], Acts<T>] {
  const [list, setList] = useState(() => first.map(keyed));
  return [
    list,
    {
      add: (one) => setList((before) => [...before, keyed(one)]),
      put: (key, one) =>
        setList((before) => before.map((entry) => (entry.key === key ? { key, one } : entry))),
      remove: (key) => setList((before) => before.filter((entry) => entry.key !== key)),
    },
  ];
}

export function listOf<T>(list: readonly Keyed<T>[]): T[] {
  return list.map(({ one }) => one);
}
