/** A small run in which everything went well, made up by hand: what the checker must pass, and what plants are put into. */
import type { Evidence, StoredLine, StoredMessage } from './evidence.js';
import { keyed, type Entry, type Outcome, type Wish } from './ledger.js';

const LEA = 'lea';
const SAM = 'sam';
const capacity = { chat: 4, email: 8, voice: 1 };

/** A mail and a chat, each offered, accepted, answered and noted; Sam tried for both and was refused. */
export function cleanHistory(): Evidence {
  const entries: Entry[] = [];
  const tell = (wish: Wish, ...outcomes: Outcome[]): void => {
    for (const outcome of outcomes) {
      entries.push({ ...wish, t: entries.length, phase: 'intent' });
      entries.push({ ...wish, t: entries.length, phase: 'result', outcome });
    }
  };
  tell({ key: 'm1', op: 'mail.smtp', stream: 'mail:zoe' }, 'unknown', 'ok');
  tell({ key: 'c1', op: 'chat.start', stream: 'visitor:1' }, 'ok');
  tell({ key: 'c2', op: 'chat.send', stream: 'visitor:1' }, 'unknown', 'ok');
  tell({ key: 'lea:o1', op: 'accept', stream: 'offer:o1', by: LEA }, 'ok');
  tell({ key: 'sam:o1', op: 'accept', stream: 'offer:o1', by: SAM }, 'fail');
  tell({ key: 'lea:o2', op: 'accept', stream: 'offer:o2', by: LEA }, 'unknown', 'ok');
  tell({ key: 't1', op: 'take', stream: 'ticket:t1', by: LEA }, 'ok');
  tell({ key: 't1', op: 'take', stream: 'ticket:t1', by: LEA }, 'ok');
  tell({ key: 'r1', op: 'reply.email', stream: 'ticket:t1' }, 'ok');
  tell({ key: 'r2', op: 'reply.chat', stream: 'ticket:t2' }, 'unknown', 'ok');
  tell({ key: 'n1', op: 'note', stream: 'ticket:t1' }, 'ok');
  const picture = (): object => ({ me: LEA, tickets: { t1: { owner: LEA }, t2: { owner: LEA } } });
  return {
    entries,
    stored: stored(),
    outgoing: [{ mailId: '<r1@guichet>', text: keyed('Thank you', 'r1') }],
    visitors: [
      { visitor: 'visitor:1', shown: chatLines().slice(0, 1) },
      { visitor: 'visitor:1', shown: chatLines() },
    ],
    sessions: [
      {
        subscriber: 'max',
        cursors: { 'ticket:t1': 4 },
        pushes: [5, 6, 7].map((seq, index) => ({
          stream: 'ticket:t1',
          seq,
          itemId: ['e1', 'x1', 'w1'][index] ?? null,
        })),
        items: { t1: ['i1', 'e1', 'x1', 'w1'] },
      },
    ],
    consoles: [{ console: 'lea', folded: picture(), fresh: picture() }],
    seen: ['m1'],
    deaths: 1,
  };
}

function stored(): Evidence['stored'] {
  const offer = { agentId: LEA, state: 'accepted' };
  return {
    tickets: [
      { id: 't1', ownerId: LEA, seq: 4 },
      { id: 't2', ownerId: LEA, seq: 4 },
    ],
    messages: [
      message('i1', 't1', 1, 'in', 'm1'),
      message('x1', 't1', 3, 'out', 'r1'),
      { ...message('i2', 't2', 1, 'in', 'c1'), channel: 'chat' },
      { ...message('i3', 't2', 2, 'in', 'c2'), channel: 'chat' },
      { ...message('x2', 't2', 4, 'out', 'r2'), channel: 'chat' },
    ],
    notes: [{ id: 'w1', ticketId: 't1', seq: 4, text: keyed('Called back', 'n1') }],
    events: [
      { id: 'e1', ticketId: 't1', seq: 2, name: 'ticket.owner-changed', data: { from: null, to: LEA } },
      { id: 'e2', ticketId: 't2', seq: 3, name: 'ticket.owner-changed', data: { from: null, to: LEA } },
    ],
    calls: [],
    lines: chatLines(),
    offers: [
      { id: 'o1', workItemId: 'w1', interactionId: 'a1', channel: 'email', ...offer },
      { id: 'o2', workItemId: 'w2', interactionId: 'a2', channel: 'chat', ...offer },
    ],
    agents: [LEA, SAM].map((id) => ({ id, capacity })),
    bus: [
      { name: 'offer.made', data: { offerId: 'o1', interactionId: 'a1', agentId: LEA } },
      { name: 'offer.accepted', data: { offerId: 'o1', interactionId: 'a1', agentId: LEA } },
      { name: 'interaction.connected', data: { interactionId: 'a1', agentId: LEA } },
      { name: 'offer.made', data: { offerId: 'o2', interactionId: 'a2', agentId: LEA } },
      { name: 'offer.accepted', data: { offerId: 'o2', interactionId: 'a2', agentId: LEA } },
      { name: 'interaction.ended', data: { interactionId: 'a1', agentId: LEA } },
    ],
    unfinished: [],
  };
}

function message(
  id: string,
  ticketId: string,
  seq: number,
  direction: 'in' | 'out',
  key: string,
): StoredMessage {
  return {
    ...{ id, ticketId, seq, direction, channel: 'email' },
    authorKind: direction === 'in' ? 'customer' : 'agent',
    text: keyed('Hello', key),
    deliveryState: direction === 'in' ? null : 'sent',
  };
}

function chatLines(): StoredLine[] {
  const said = [
    ['l1', 'visitor', keyed('My bike', 'c1')],
    ['l2', 'visitor', keyed('is broken', 'c2')],
    ['l3', 'system', 'Your request has a number.'],
    ['l4', 'agent', keyed('I look', 'r2')],
  ] as const;
  return said.map(([id, authorKind, text], index) => ({
    ...{ id, authorKind, text },
    conversationId: 'c',
    seq: index + 1,
  }));
}
