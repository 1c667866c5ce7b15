/** More skill without a move: experts by level, the alarm of the second change of hands, and agents' states with their reasons. */
import type { HandOver } from '@lib/contracts';
import { AgentStateService } from '@lib/agents';
import { Database } from '@lib/database';
import { DeliveryApiModule, EscalationService, HandOverService } from '@lib/delivery';
import type { Principal } from '@lib/platform';
import { OfferService } from '@lib/routing';
import { WrapUps } from '@lib/tickets';
import { until } from '../support/chat-edge.js';
import { useDatabase } from '../support/postgres.js';
import { RoutingStage, type Matter } from '../support/routing-stage.js';

const database = useDatabase();
let stage: RoutingStage;
const get = <T>(token: new (...parts: never[]) => T): T => stage.edge.app.get(token);
const wish = {
  reason: 'The invoice engine refuses every order',
  customerLine: 'I ask a specialist to join us.',
};

beforeAll(async () => {
  stage = await RoutingStage.open(database.url, [DeliveryApiModule], { WRAP_UP_MS: '400' });
});
afterAll(() => stage.close());
beforeEach(() => stage.clear());

async function skilled(name: string, skills: Record<string, number>): Promise<Principal> {
  const agent = await stage.atWork(name);
  await stage.rows.query(`UPDATE agents.agent SET skills = $2 WHERE id = $1`, [
    agent.agentId,
    JSON.stringify(skills),
  ]);
  return agent;
}

/** A customer in a chat with `owner`, alone in the house at that moment. */
async function ownedBy(owner: Principal): Promise<Matter> {
  const matter = await stage.arrive();
  const [offer] = await stage.offer(matter);
  await get(OfferService).accept(owner, offer?.id ?? '');
  return matter;
}

const ownerOf = ({ ticketId }: Matter) =>
  stage.value<string>(`SELECT owner_id FROM tickets.ticket WHERE id = $1`, [ticketId]);
const pendingOf = ({ ticketId }: Matter) =>
  stage.value<string>(`SELECT id FROM tickets.hand_over WHERE ticket_id = $1 AND state = 'proposed'`, [
    ticketId,
  ]);
const transfer = (to: Principal, more: Partial<HandOver> = {}): HandOver => ({
  to: { agentId: to.agentId },
  kind: 'transfer',
  innerNote: 'Yours, I think',
  customerLine: 'My colleague goes on with you.',
  card: {},
  ...more,
});

describe('R20: escalation', () => {
  test('asks the second line, then the experts; the owner stays the owner', async () => {
    const owner = await skilled('Owner', { n1: 1 });
    const matter = await ownedBy(owner);
    const second = await skilled('Second', { n2: 1 });
    const expert = await skilled('Expert', { n3: 1 });
    await skilled('First', { n1: 1 });
    const asked = await get(EscalationService).escalate(owner, matter.ticketId, wish);
    expect(asked).toMatchObject({ level: 2, alarm: false, swarm: [] });
    expect(asked.items).toMatchObject([
      {
        from: 1,
        to: 2,
        reason: wish.reason,
        expert: { id: second.agentId },
        by: { id: owner.agentId },
        state: 'proposed',
      },
    ]);
    await get(HandOverService).accept(second, await pendingOf(matter));
    expect(await get(EscalationService).of(second, matter.ticketId)).toMatchObject({
      level: 2,
      handOvers: 0,
    });
    const higher = await get(EscalationService).escalate(owner, matter.ticketId, wish);
    expect(higher.items[0]).toMatchObject({ from: 2, to: 3, expert: { id: expert.agentId } });
    expect(await ownerOf(matter)).toBe(owner.agentId);
    await get(HandOverService).accept(expert, await pendingOf(matter));
    await expect(get(EscalationService).escalate(owner, matter.ticketId, wish)).rejects.toMatchObject({
      code: 'move-not-allowed',
    });
    expect(
      await stage.value(
        `SELECT count(*)::integer FROM tickets.message WHERE direction = 'out' AND text LIKE '%invoice engine%'`,
      ),
    ).toBe(0);
  });

  test('who refused leaves the ticket at its level, and another is asked; nobody at work is said plainly', async () => {
    const owner = await skilled('Owner', { n1: 1 });
    const matter = await ownedBy(owner);
    await expect(get(EscalationService).escalate(owner, matter.ticketId, wish)).rejects.toMatchObject({
      code: 'nobody-at-level',
    });
    const [busy, free] = [await skilled('Busy', { n2: 1 }), await skilled('Free', { n2: 1 })];
    await stage.rows.query(`UPDATE agents.agent SET idle_since = now() - interval '1 hour' WHERE id = $1`, [
      busy.agentId,
    ]);
    await get(EscalationService).escalate(owner, matter.ticketId, wish);
    await get(HandOverService).decline(busy, await pendingOf(matter), 'In a meeting');
    const again = await get(EscalationService).escalate(owner, matter.ticketId, wish);
    expect(again.items).toMatchObject([
      { from: 1, to: 2, expert: { id: free.agentId }, state: 'proposed' },
      { expert: { id: busy.agentId }, state: 'declined' },
    ]);
  });

  test('only the owner or a supervisor escalates; to others the ticket does not exist', async () => {
    const owner = await skilled('Owner', {});
    const matter = await ownedBy(owner);
    const other = await stage.queue('Other');
    const stranger = await stage.atWork('Stranger', other);
    const colleague = await skilled('Colleague', { n2: 1 });
    await expect(get(EscalationService).of(stranger, matter.ticketId)).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(get(EscalationService).escalate(stranger, matter.ticketId, wish)).rejects.toMatchObject({
      code: 'not-found',
    });
    await skilled('Expert', { n3: 1 });
    await expect(get(EscalationService).escalate(colleague, matter.ticketId, wish)).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});

test('R21: the second change of hands raises an alarm, and the third needs a supervisor who says why', async () => {
  const [one, two] = [await skilled('One', {}), await skilled('Two', { n2: 1 })];
  await stage.rows.query(`UPDATE agents.agent SET idle_since = now() - interval '1 hour' WHERE id = $1`, [
    one.agentId,
  ]);
  const matter = await ownedBy(one);
  const handOvers = get(HandOverService);
  for (const [from, to] of [
    [one, two],
    [two, one],
  ] as const) {
    expect(await get(EscalationService).of(from, matter.ticketId)).toMatchObject({ alarm: false, swarm: [] });
    await handOvers.handOver(from, matter.ticketId, transfer(to));
    await handOvers.accept(to, await pendingOf(matter));
  }
  expect(await get(EscalationService).of(one, matter.ticketId)).toMatchObject({
    alarm: true,
    handOvers: 2,
    swarm: [{ agent: { name: 'Two' }, level: 2 }],
  });
  expect(await stage.value(`SELECT count(*)::integer FROM bus.event WHERE name = 'ticket.bounced'`)).toBe(1);
  await expect(
    handOvers.handOver(one, matter.ticketId, transfer(two, { override: 'please' })),
  ).rejects.toMatchObject({
    code: 'moved-too-often',
  });
  const supervisor = { ...stage.admin, agentId: two.agentId, role: 'supervisor' as const };
  await expect(handOvers.handOver(supervisor, matter.ticketId, transfer(two))).rejects.toMatchObject({
    code: 'moved-too-often',
  });
  // Help is never refused.
  await handOvers.handOver(one, matter.ticketId, transfer(two, { kind: 'consult' }));
  await handOvers.withdraw(one, await pendingOf(matter));
  await handOvers.handOver(
    supervisor,
    matter.ticketId,
    transfer(two, { override: 'One leaves the company' }),
  );
  await handOvers.accept(two, await pendingOf(matter));
  expect(await ownerOf(matter)).toBe(two.agentId);
});

describe('R22: agent states', () => {
  test('a supervisor sets a colleague’s state with a reason, and the history says who and why', async () => {
    const agent = await stage.atWork('Agent');
    const states = get(AgentStateService);
    const boss = { ...(await stage.atWork('Boss')), role: 'supervisor' as const };
    await expect(states.setFor(agent, boss.agentId, 'away', 'x')).rejects.toMatchObject({
      code: 'forbidden',
    });
    await states.setFor(boss, agent.agentId, 'away', 'fire drill');
    await states.set(agent, { state: 'available' });
    const { items } = await states.history(agent, agent.agentId);
    expect(items).toMatchObject([
      { from: 'away', to: 'available', reason: null, by: { id: agent.agentId } },
      { from: 'available', to: 'away', reason: 'fire drill', by: { id: boss.agentId, name: 'Boss' } },
    ]);
    await expect(states.history(agent, boss.agentId)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('a wrap-up is lengthened, ends by itself with no console open, and is not lengthened for ever', async () => {
    const agent = await stage.atWork('Agent');
    const matter = await ownedBy(agent);
    await stage.leave(matter.interactionId);
    const more = () =>
      get(Database).transaction((tx) => get(WrapUps).extend(tx, matter.interactionId, agent.agentId));
    const until1 = await more();
    expect(until1.getTime() - Date.now()).toBeGreaterThan(29_000);
    await stage.rows.query(`DELETE FROM agents.console`);
    await stage.rows.query(
      `UPDATE tickets.wrap_up SET began_at = began_at - interval '14 minutes 50 seconds', until = now() WHERE interaction_id = $1`,
      [matter.interactionId],
    );
    expect((await more()).getTime() - Date.now()).toBeLessThan(11_000);
    await expect(more()).rejects.toMatchObject({ code: 'move-not-allowed' });
    await stage.rows.query(`UPDATE bus.timer SET due_at = now() WHERE kind = 'wrap-up'`);
    await until(
      async () =>
        (await stage.value(`SELECT state FROM tickets.interaction WHERE id = $1`, [matter.interactionId])) ===
        'ended',
    );
    expect(await stage.value(`SELECT count(*)::integer FROM agents.engagement`)).toBe(0);
  });
});
