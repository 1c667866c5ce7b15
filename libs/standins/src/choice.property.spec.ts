/** Whoever is absent and whoever they point at: the chain ends, at somebody who is there, never at the owner. */
import fc from 'fast-check';
import { bestOf, followChain, MOST_STEPS, type Candidate, type Person } from './choice.js';

const PEOPLE = 8;
const person = fc.record({
  absent: fc.boolean(),
  standInId: fc.option(fc.nat({ max: PEOPLE }).map(String), { nil: null }),
});
const house = fc.array(person, { minLength: PEOPLE, maxLength: PEOPLE });

test('R2: chains and rings of absences end, and never at somebody who is absent', async () => {
  await fc.assert(
    fc.asyncProperty(house, fc.nat({ max: PEOPLE - 1 }), async (people: Person[], owner) => {
      const asked: string[] = [];
      const found = await followChain(String(owner), people[owner]?.standInId ?? null, async (id) => {
        asked.push(id);
        return people[Number(id)] ?? null;
      });
      expect(asked.length).toBeLessThanOrEqual(MOST_STEPS);
      expect(new Set(asked).size).toBe(asked.length);
      if (found !== null) {
        expect(found).not.toBe(String(owner));
        expect(people[Number(found)]?.absent).toBe(false);
      } else expect(asked.slice(0, -1).every((id) => people[Number(id)]?.absent)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('R2: the first who is there answers, at most five steps away', async () => {
  const chain = (length: number) => (id: string) =>
    Promise.resolve({ absent: Number(id) < length, standInId: String(Number(id) + 1) });
  expect(await followChain('0', '1', chain(5))).toBe('5');
  expect(await followChain('0', '1', chain(6))).toBeNull();
  expect(await followChain('0', null, chain(1))).toBeNull();
});

const candidate = fc.record({
  id: fc.uuid(),
  lastHelped: fc.option(fc.nat(), { nil: null }),
  available: fc.boolean(),
  load: fc.nat({ max: 9 }),
});

test('R2: who helped this customer last goes before everybody; else nobody at work with less in hand was passed over', () => {
  fc.assert(
    fc.property(fc.uniqueArray(candidate, { selector: ({ id }) => id }), (candidates: Candidate[]) => {
      const best = bestOf(candidates);
      if (candidates.length === 0) return expect(best).toBeNull();
      const chosen = candidates.find(({ id }) => id === best?.agentId) as Candidate;
      const latest = Math.max(...candidates.map(({ lastHelped }) => lastHelped ?? -1));
      if (latest >= 0) {
        expect([best?.why, chosen.lastHelped]).toEqual(['last-agent', latest]);
        return;
      }
      expect(best?.why).toBe('least-loaded');
      for (const { available, load } of candidates)
        expect(available && (!chosen.available || load < chosen.load)).toBe(false);
    }),
    { numRuns: 1_000 },
  );
});
