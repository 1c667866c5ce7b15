/** Turns a view's conditions into the window that answers them: what leads goes by index, the rest is checked on the way. */
import type { TicketStatus, ViewConditions, ViewRule } from '@lib/contracts';
import type { SqlValues, TicketWindow } from '@lib/tickets';

type Lead = Pick<TicketWindow, 'statuses' | 'ownerId' | 'queueId' | 'customerId'>;

/** `me` is whoever looks, not whoever saved it. */
export function windowOf({ all }: ViewConditions, me: string): Lead & Pick<TicketWindow, 'where'> {
  return {
    ...leadOf(
      all.filter((part): part is ViewRule => 'field' in part),
      me,
    ),
    where: (values) =>
      [
        'true',
        ...all.map((part) => {
          if ('field' in part) return ruleSql(part, me, values);
          if ('any' in part) return `(${part.any.map((rule) => ruleSql(rule, me, values)).join(' OR ')})`;
          // NULL is not yes: a ticket without an owner is not "owned by Léa".
          return part.none.map((rule) => `(${ruleSql(rule, me, values)}) IS NOT TRUE`).join(' AND ');
        }),
      ].join(' AND '),
  };
}

/** Single values an index begins with. They are checked again with the rest, which costs nothing. */
function leadOf(rules: ViewRule[], me: string): Lead {
  const lead: Lead = {};
  for (const rule of rules) {
    if (rule.field === 'status') lead.statuses = both(lead.statuses, rule.is);
    const [only, ...others] =
      rule.field === 'owner' || rule.field === 'queue' || rule.field === 'customer' ? rule.is : [];
    if (only === undefined || others.length > 0) continue;
    if (rule.field === 'owner' && only !== 'nobody') lead.ownerId = only === 'me' ? me : only;
    if (rule.field === 'queue' && only !== 'mine' && only !== 'none') lead.queueId = only;
    if (rule.field === 'customer') lead.customerId = only;
  }
  return lead;
}

/** When none is in both, nothing will hold; one of them keeps the walk short. */
function both(
  one: readonly TicketStatus[] | undefined,
  other: readonly TicketStatus[],
): readonly TicketStatus[] {
  const shared = one?.filter((status) => other.includes(status)) ?? other;
  return shared.length > 0 ? shared : other.slice(0, 1);
}

const moments = { opened: 'ticket.opened_at', updated: 'ticket.updated_at', resolved: 'ticket.resolved_at' };

function ruleSql(rule: ViewRule, me: string, values: SqlValues): string {
  switch (rule.field) {
    case 'status':
    case 'type':
    case 'priority':
      return `ticket.${rule.field} = ANY(${values.add(rule.is)}::text[])`;
    case 'channel':
      return `ticket.channels ?| ${values.add(rule.is)}::text[]`;
    case 'tag':
      return `EXISTS (SELECT 1 FROM record.ticket_tag AS tagged WHERE tagged.ticket_id = ticket.id AND tagged.tag = ANY(${values.add(rule.is)}::text[]))`;
    case 'customer':
      return `ticket.customer_id = ANY(${values.add(rule.is)}::uuid[])`;
    case 'owner': {
      const ids = rule.is.flatMap((one) => (one === 'nobody' ? [] : [one === 'me' ? me : one]));
      return orNull('ticket.owner_id', rule.is.includes('nobody'), [
        `ticket.owner_id = ANY(${values.add(ids)}::uuid[])`,
      ]);
    }
    case 'queue': {
      const ids = rule.is.filter((one) => one !== 'none' && one !== 'mine');
      const mine = rule.is.includes('mine')
        ? [
            `ticket.queue_id IN (SELECT queue_id FROM agents.membership WHERE agent_id = ${values.add(me)}::uuid)`,
          ]
        : [];
      return orNull('ticket.queue_id', rule.is.includes('none'), [
        `ticket.queue_id = ANY(${values.add(ids)}::uuid[])`,
        ...mine,
      ]);
    }
    case 'age': {
      const than = rule.than === 'older' ? '<' : '>=';
      return `${moments[rule.since]} ${than} now() - ${values.add(rule.minutes)}::integer * interval '1 minute'`;
    }
    case 'text': {
      const like = `%${rule.contains.replace(/[\\%_]/g, '\\$&')}%`;
      return `search.plain(ticket.subject) LIKE search.plain(${values.add(like)}::text)`;
    }
  }
}

function orNull(column: string, nullToo: boolean, conditions: string[]): string {
  return `(${[...conditions, ...(nullToo ? [`${column} IS NULL`] : [])].join(' OR ')})`;
}
