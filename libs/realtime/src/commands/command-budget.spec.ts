/** R9: thirty commands a second, and an end to patience. */
import { CommandBudget } from './command-budget.js';

function send(budget: CommandBudget, perSecond: number, seconds: number): Record<string, number> {
  const counts: Record<string, number> = { granted: 0, refused: 0, flood: 0 };
  for (let n = 0; n < perSecond * seconds; n++) {
    const answer = budget.take((n * 1_000) / perSecond);
    counts[answer] = (counts[answer] ?? 0) + 1;
  }
  return counts;
}

describe('CommandBudget', () => {
  it('R9 grants a burst of thirty and then thirty a second', () => {
    expect(send(new CommandBudget(0), 25, 60)).toEqual({ granted: 1_500, refused: 0, flood: 0 });
    const burst = new CommandBudget(0);
    const answers = Array.from({ length: 40 }, () => burst.take(0));
    expect(answers.filter((answer) => answer === 'granted')).toHaveLength(30);
    expect(burst.take(1_000)).toBe('granted');
  });

  it('R9 puts up with somebody a little too fast, not with a flood however slowly it is read', () => {
    expect(send(new CommandBudget(0), 50, 60).flood).toBe(0);
    expect(send(new CommandBudget(0), 400, 5).flood).toBeGreaterThan(0);
    expect(send(new CommandBudget(0), 5_000, 1).flood).toBeGreaterThan(0);
  });
});
