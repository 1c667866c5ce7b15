/** G1, G2, G3, G7 and G11: what was acknowledged is there once, in order, reached everybody, and nothing else is there. */
import { groupBy, type Fault, type Guarantee } from './checker.js';
import type { Evidence } from './evidence.js';
import { keyIn, type Action, type Op } from './ledger.js';

interface Found {
  id: string;
  key: string | null;
  where: string;
  stream: string;
  seq: number;
}

/** Where the product must have put what an action was about. */
const places: Partial<Record<Op, string[]>> = {
  'mail.smtp': ['message in'],
  'mail.imap': ['message in'],
  'chat.start': ['message in', 'chat line'],
  'chat.send': ['message in', 'chat line'],
  'reply.email': ['message out'],
  'reply.chat': ['message out', 'chat line'],
  note: ['note'],
};

export function keptFaults(actions: Action[], evidence: Evidence): Fault[] {
  const found = findAll(evidence);
  const byKey = groupBy(found, ({ key }) => key ?? '');
  return [
    ...actions.flatMap((action) => keptOnce(action, byKey.get(action.key) ?? [])),
    ...ghosts(actions, found),
    ...shownToVisitors(actions, evidence),
    ...flaggedBeforeKept(evidence, byKey),
    ...orderOf(actions, found),
    ...mailedAtLeastOnce(actions, evidence),
  ];
}

function findAll({ stored }: Evidence): Found[] {
  return [
    ...stored.messages
      .filter((message) => message.authorKind !== 'system')
      .map((message) => ({
        ...message,
        key: keyIn(message.text),
        where: `message ${message.direction}`,
        stream: message.ticketId,
      })),
    ...stored.notes.map((note) => ({
      ...note,
      key: keyIn(note.text),
      where: 'note',
      stream: note.ticketId,
    })),
    ...stored.lines
      .filter((line) => line.authorKind !== 'system')
      .map((line) => ({
        ...line,
        key: keyIn(line.text),
        where: 'chat line',
        stream: line.conversationId,
      })),
  ];
}

function keptOnce({ op, key, outcome }: Action, found: Found[]): Fault[] {
  return (places[op] ?? []).flatMap((where) => {
    const copies = found.filter((one) => one.where === where).length;
    if (copies > 1) return [fault('G2 nothing twice', `${op} ${key} is stored ${copies} times (${where})`)];
    if (copies === 0 && outcome === 'ok')
      return [fault('G1 nothing lost', `${op} ${key} was acknowledged and there is no ${where}`)];
    if (copies > 0 && outcome === 'fail')
      return [fault('G3 no ghosts', `${op} ${key} was refused and left a ${where}`)];
    return [];
  });
}

function ghosts(actions: Action[], found: Found[]): Fault[] {
  const wished = new Set(actions.map((action) => action.key));
  return found
    .filter(({ key }) => key === null || !wished.has(key))
    .map(({ id, where, key }) =>
      fault('G3 no ghosts', `${where} ${id} (${key ?? 'no key'}) was never wished`),
    );
}

function shownToVisitors(actions: Action[], { visitors }: Evidence): Fault[] {
  const faults: Fault[] = [];
  for (const { visitor, shown } of visitors) {
    const ids = groupBy(shown, ({ id }) => id);
    for (const [id, copies] of ids)
      if (copies.length > 1)
        faults.push(fault('G2 nothing twice', `${visitor} was shown line ${id} ${copies.length} times`));
    const seqs = [...ids.values()].map(([line]) => line?.seq ?? 0);
    if (seqs.some((seq, index) => index > 0 && seq <= (seqs[index - 1] ?? 0)))
      faults.push(fault('G7 in order', `${visitor} was shown lines in the order ${seqs.join(' ')}`));
  }
  const last = new Map(visitors.map((connection) => [connection.visitor, connection.shown]));
  for (const { op, key, stream, outcome } of actions) {
    if (!['chat.start', 'chat.send', 'reply.chat'].includes(op) || outcome !== 'ok') continue;
    const readers = op === 'reply.chat' ? [...last.values()] : [last.get(stream) ?? []];
    if (!readers.some((shown) => shown.some((line) => keyIn(line.text) === key)))
      faults.push(fault('G1 nothing lost', `${op} ${key} was acknowledged and its visitor does not see it`));
  }
  return faults;
}

/** A mail flagged as seen is a mail nobody else will take care of. */
function flaggedBeforeKept({ seen }: Evidence, byKey: Map<string, Found[]>): Fault[] {
  return seen
    .filter((key) => !byKey.get(key)?.some((one) => one.where === 'message in'))
    .map((key) => fault('G1 nothing lost', `mail ${key} is flagged as seen and there is no message`));
}

/** One customer's chat is told in the order in which it was said, on both sides of the house. */
function orderOf(actions: Action[], found: Found[]): Fault[] {
  const said = actions.filter(({ op }) => op === 'chat.start' || op === 'chat.send');
  return [...groupBy(said, ({ stream }) => stream)].flatMap(([stream, lines]) => {
    const wished = lines.map(({ key }) => key);
    return ['message in', 'chat line'].flatMap((where) => {
      const stored = found
        .filter((one) => one.where === where && one.key !== null && wished.includes(one.key))
        .sort((a, b) => a.seq - b.seq)
        .map(({ key }) => key ?? '');
      const expected = wished.filter((key) => stored.includes(key));
      return stored.join() === expected.join()
        ? []
        : [
            fault(
              'G7 in order',
              `${stream}: ${where} tells ${stored.join(' ')} instead of ${expected.join(' ')}`,
            ),
          ];
    });
  });
}

/** A twin is allowed only for a death in the doubt between the relay's 250 and our note, and under the same Message-ID. */
function mailedAtLeastOnce(actions: Action[], { outgoing, deaths }: Evidence): Fault[] {
  const copies = groupBy(outgoing, ({ text }) => keyIn(text) ?? '');
  const faults: Fault[] = [];
  let twins = 0;
  for (const { key, outcome } of actions.filter(({ op }) => op === 'reply.email')) {
    const mails = copies.get(key) ?? [];
    if (mails.length === 0 && outcome === 'ok')
      faults.push(fault('G11 mail at least once', `reply ${key} never reached the mail server`));
    if (new Set(mails.map(({ mailId }) => mailId)).size > 1)
      faults.push(fault('G11 mail at least once', `reply ${key} left under several Message-IDs`));
    twins += Math.max(0, mails.length - 1);
  }
  if (twins > deaths)
    faults.push(fault('G2 nothing twice', `${twins} twins of outgoing mails for ${deaths} deaths`));
  return [...faults, ...outOfOrder(actions, outgoing)];
}

function outOfOrder(actions: Action[], outgoing: Evidence['outgoing']): Fault[] {
  const left = [...new Set(outgoing.map(({ text }) => keyIn(text) ?? ''))];
  const replies = groupBy(
    actions.filter(({ op }) => op === 'reply.email'),
    ({ stream }) => stream,
  );
  return [...replies].flatMap(([stream, wished]) => {
    const keys = wished.map(({ key }) => key);
    const order = left.filter((key) => keys.includes(key));
    const expected = keys.filter((key) => order.includes(key));
    return order.join() === expected.join()
      ? []
      : [
          fault(
            'G7 in order',
            `${stream}: replies left as ${order.join(' ')} instead of ${expected.join(' ')}`,
          ),
        ];
  });
}

function fault(guarantee: Guarantee, what: string): Fault {
  return { guarantee, what };
}
