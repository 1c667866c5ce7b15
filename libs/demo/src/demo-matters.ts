/** Matters with a past for the demo: nobody waits in them, so they never ring. */
import type { Tx } from '@lib/database';
import { newId } from '@lib/platform';

interface Matter {
  customer: { name: string; email: string; locale: 'fr' | 'en' };
  subject: string;
  owner: string;
  status: 'pending' | 'resolved';
  ageHours: number;
  lines: { from: 'customer' | 'agent' | 'note'; text: string; afterMinutes: number }[];
}

const matters: Matter[] = [
  {
    customer: { name: 'Inès Garnier', email: 'ines.garnier@example.org', locale: 'fr' },
    subject: 'Siège enfant à régler',
    owner: 'lea@guichet.test',
    status: 'pending',
    ageHours: 26,
    lines: [
      {
        from: 'customer',
        text: 'Bonjour, le siège enfant de mon vélo cargo bouge un peu. Est-ce normal ?',
        afterMinutes: 0,
      },
      {
        from: 'agent',
        text: 'Bonjour Inès, un léger jeu est normal, plus de 5 mm non. Pouvez-vous m’envoyer une photo de la fixation ?',
        afterMinutes: 34,
      },
      {
        from: 'note',
        text: 'Série 2025 : vis de rappel trop courte sur quelques exemplaires. Si c’est cela, envoyer le kit.',
        afterMinutes: 36,
      },
    ],
  },
  {
    customer: { name: 'Paul Nguyen', email: 'paul.nguyen@example.org', locale: 'fr' },
    subject: 'Batterie qui se décharge le week-end',
    owner: 'lea@guichet.test',
    status: 'pending',
    ageHours: 50,
    lines: [
      {
        from: 'customer',
        text: 'Ma batterie passe de 80 % à 40 % entre vendredi et lundi sans rouler.',
        afterMinutes: 0,
      },
      {
        from: 'agent',
        text: 'Merci Paul. Éteignez l’écran par un appui long vendredi soir, et dites-moi lundi le niveau : nous saurons si c’est l’écran ou la batterie.',
        afterMinutes: 52,
      },
    ],
  },
  {
    customer: { name: 'Helen Carter', email: 'helen.carter@example.org', locale: 'en' },
    subject: 'Change of delivery address',
    owner: 'sam@guichet.test',
    status: 'resolved',
    ageHours: 72,
    lines: [
      { from: 'customer', text: 'Could you deliver the bike to my office instead?', afterMinutes: 0 },
      {
        from: 'agent',
        text: 'Of course, Helen. It will arrive at your office on Thursday between 10 and 12.',
        afterMinutes: 18,
      },
    ],
  },
];

export async function demoMatters(
  tx: Tx,
  people: ReadonlyMap<string, string>,
  queues: Record<'support' | 'billing', string>,
): Promise<void> {
  for (const matter of matters) await makeMatter(tx, matter, people, queues.support);
}

async function makeMatter(
  tx: Tx,
  matter: Matter,
  people: ReadonlyMap<string, string>,
  queueId: string,
): Promise<void> {
  const [customerId, identityId, ticketId, interactionId] = [newId(), newId(), newId(), newId()];
  const ownerId = people.get(matter.owner) ?? null;
  const opened = new Date(Date.now() - matter.ageHours * 3_600_000);
  const at = (minutes: number) => new Date(opened.getTime() + minutes * 60_000);
  const last = matter.lines.filter((line) => line.from !== 'note').at(-1);
  const updated = at(last?.afterMinutes ?? 0);
  await tx.query(`INSERT INTO customers.customer (id, name, locale, created_at) VALUES ($1, $2, $3, $4)`, [
    customerId,
    matter.customer.name,
    matter.customer.locale,
    opened,
  ]);
  await tx.query(
    `INSERT INTO customers.identity (id, customer_id, kind, value, created_at) VALUES ($1, $2, 'email', $3, $4)`,
    [identityId, customerId, matter.customer.email, opened],
  );
  await tx.query(
    `INSERT INTO tickets.ticket (id, customer_id, subject, status, owner_id, owner_since, queue_id, channels, opened_at, updated_at, resolved_at, seq, last_message)
     VALUES ($1, $2, $3, $4, $5, $6, $7, '["email"]', $6, $8, $9, $10, $11)`,
    [
      ticketId,
      customerId,
      matter.subject,
      matter.status,
      ownerId,
      opened,
      queueId,
      updated,
      matter.status === 'resolved' ? updated : null,
      matter.lines.length,
      JSON.stringify({
        at: updated.toISOString(),
        direction: last?.from === 'agent' ? 'out' : 'in',
        channel: 'email',
        excerpt: last?.text.slice(0, 160) ?? '',
      }),
    ],
  );
  await tx.query(
    `INSERT INTO tickets.interaction (id, ticket_id, customer_id, identity_id, channel, state, queue_id, agent_id, thread_key, our_address, started_at, ended_at)
     VALUES ($1, $2, $3, $4, 'email', 'ended', $5, $6, $7, 'support@guichet.test', $8, $9)`,
    [
      interactionId,
      ticketId,
      customerId,
      identityId,
      queueId,
      ownerId,
      `ticket:${ticketId}`,
      opened,
      updated,
    ],
  );
  const [owner] = await tx.query<{ name: string }>(`SELECT name FROM agents.agent WHERE id = $1`, [ownerId]);
  for (const [index, line] of matter.lines.entries()) {
    const place = [newId(), ticketId, index + 1, at(line.afterMinutes), line.text];
    if (line.from === 'note')
      await tx.query(
        `INSERT INTO tickets.note (id, ticket_id, seq, at, text, author_id, author_name) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [...place, ownerId, owner?.name],
      );
    else
      await tx.query(
        `INSERT INTO tickets.message (id, ticket_id, seq, at, text, interaction_id, channel, direction, author_kind, author_id, author_name, subject, data, delivery_state)
         VALUES ($1, $2, $3, $4, $5, $6, 'email', $7, $8, $9, $10, $11, $12, $13)`,
        [
          ...place,
          interactionId,
          line.from === 'customer' ? 'in' : 'out',
          line.from,
          line.from === 'customer' ? customerId : ownerId,
          line.from === 'customer' ? matter.customer.name : owner?.name,
          matter.subject,
          JSON.stringify({ from: line.from === 'customer' ? matter.customer.email : 'support@guichet.test' }),
          line.from === 'agent' ? 'sent' : null,
        ],
      );
  }
}
