/** The people and tickets of the console's stand-in server: enough of a day's work to look at every state of the screen. */
import { randomUUID } from 'node:crypto';

const minutes = (count) => new Date(Date.now() - count * 60_000).toISOString();
let ticketCount = 48_212;

export const ids = { me: randomUUID(), nadia: randomUUID(), queue: randomUUID(), billing: randomUUID() };
export const queueRef = { id: ids.queue, name: 'Vélos' };

export function agent(id, name, email, more = {}) {
  return {
    id,
    name,
    photo: null,
    email,
    role: 'agent',
    locale: 'fr',
    languages: ['fr'],
    skills: {},
    state: 'available',
    stateReason: null,
    stateSince: minutes(37),
    present: true,
    activity: 'idle',
    wrapUpUntil: null,
    load: { voice: { used: 0, max: 1 }, email: { used: 5, max: 8 }, chat: { used: 2, max: 4 } },
    queueIds: [ids.queue],
    version: 1,
    ...more,
  };
}

export function customer(name, identities = [], more = {}) {
  return {
    id: randomUUID(),
    name,
    locale: 'fr',
    identities: identities.map(([kind, value, proof]) => ({
      id: randomUUID(),
      kind,
      value,
      proof: proof ?? 'proven',
      evidence: null,
      since: minutes(60 * 24 * 400),
    })),
    samePerson: [],
    since: minutes(60 * 24 * 700),
    openTickets: 1,
    version: 1,
    ...more,
  };
}

export function ticket(subject, who, more = {}) {
  ticketCount += 1;
  return {
    id: randomUUID(),
    number: `G-${String(ticketCount).padStart(6, '0')}`,
    subject,
    type: 'question',
    status: 'open',
    priority: 'normal',
    impact: 'low',
    urgency: 'medium',
    owner: null,
    ownerSince: null,
    standIn: null,
    customer: { id: who.id, name: who.name, identities: who.identities },
    queue: queueRef,
    channels: ['email'],
    live: [],
    lastMessage: null,
    openedAt: minutes(90),
    updatedAt: minutes(10),
    resolvedAt: null,
    handOverCount: 0,
    handOver: null,
    seq: 0,
    version: 1,
    ...more,
  };
}

export const last = (channel, direction, age, excerpt) => ({ at: minutes(age), direction, channel, excerpt });

export function interaction(ticketId, channel, state, agentRef, age) {
  return {
    id: randomUUID(),
    ticketId,
    channel,
    state,
    agent: agentRef,
    queueId: ids.queue,
    identityId: randomUUID(),
    startedAt: minutes(age + 0.5),
    queuedAt: minutes(age + 0.5),
    connectedAt: minutes(age),
    endedAt: null,
    wrapUpUntil: state === 'wrapping-up' ? new Date(Date.now() + 52_000).toISOString() : null,
    version: 1,
  };
}

export function item(seq, kind, more = {}) {
  return {
    id: randomUUID(),
    seq,
    kind,
    channel: null,
    direction: null,
    visibility: kind === 'note' ? 'inner' : 'customer',
    author: { kind: 'system', id: null, name: null },
    at: new Date().toISOString(),
    subject: null,
    text: null,
    replyText: null,
    html: null,
    attachments: [],
    interactionId: null,
    delivery: null,
    data: {},
    ...more,
  };
}

export { minutes };
