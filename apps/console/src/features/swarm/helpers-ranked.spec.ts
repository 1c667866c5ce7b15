/** Who is proposed for a swarm: there, able, and not part of it yet. */
import type { AgentView, Ticket } from '@lib/contracts';
import { proposedHelpers, rankHelpers, skillsOf } from './helpers-ranked.js';

const agent = (id: string, more: Partial<AgentView> = {}): AgentView =>
  ({ id, name: id, present: true, state: 'available', skills: {}, ...more }) as AgentView;
const ref = (id: string) => ({ id, name: id, photo: null });
const ticket: Pick<Ticket, 'owner' | 'swarm'> = {
  owner: ref('owner'),
  swarm: [{ agent: ref('seated'), by: ref('owner'), question: 'Why?', state: 'accepted', at: '' }],
};

test('who is there comes before who is away, and both before who is gone', () => {
  const agents = [agent('gone', { present: false }), agent('away', { state: 'away' }), agent('there')];
  expect(rankHelpers(agents, ticket, 'me', '').map(({ id }) => id)).toEqual(['there', 'away', 'gone']);
});

test('neither I nor the owner nor who has a seat is asked', () => {
  const agents = ['me', 'owner', 'seated', 'other'].map((id) => agent(id));
  expect(rankHelpers(agents, ticket, 'me', '').map(({ id }) => id)).toEqual(['other']);
});

test('a skill leaves those who have it', () => {
  const agents = [agent('one', { skills: { billing: 1 } }), agent('two', { skills: { billing: 0, n2: 1 } })];
  expect(rankHelpers(agents, ticket, 'me', 'billing').map(({ id }) => id)).toEqual(['one']);
  expect(skillsOf(agents)).toEqual(['billing', 'n2']);
});

test('three who are there are ticked beforehand, nobody who is not', () => {
  const agents = ['a', 'b', 'c', 'd'].map((id) => agent(id));
  expect(proposedHelpers(agents)).toEqual(['a', 'b', 'c']);
  expect(proposedHelpers([agent('gone', { present: false })])).toEqual([]);
});
