import { RoutingObstacle, type RoutingExplanation } from '@lib/contracts';
import fc from 'fast-check';
import { keep, told } from './kept-explanation.js';

const explanation: fc.Arbitrary<RoutingExplanation> = fc.record({
  step: fc.constant('queue' as const),
  strategy: fc.constant('longest-idle' as const),
  ring: fc.constant(null),
  others: fc.array(fc.record({ agentId: fc.uuid(), why: fc.constantFrom(...RoutingObstacle.options) })),
});

test('what is kept of an explanation tells the same people, for the same reasons, in the same order', () => {
  fc.assert(
    fc.property(explanation, (given) => {
      expect(told(JSON.parse(JSON.stringify(keep(given))) as ReturnType<typeof keep>)).toEqual(given);
    }),
  );
});

test('a reason that holds for several in a row is kept once', () => {
  const others = ['a', 'b', 'c'].map((agentId) => ({ agentId, why: 'later-in-line' as const }));
  expect(keep({ step: 'queue', strategy: null, ring: null, others }).others).toEqual([
    ['later-in-line', 'a', 'b', 'c'],
  ]);
});
