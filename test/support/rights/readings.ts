/** Every way in which an agent reads many tickets at once: the ids that come back, sorted. */
import type { ApiClient } from '../api-client.js';

export interface Asked {
  status?: string;
  owner?: string;
  queue?: string;
}

interface Items<T = { id: string }> {
  items: T[];
}

export async function listed(me: ApiClient, { status, owner, queue }: Asked): Promise<string[]> {
  const query = new URLSearchParams({
    limit: '200',
    ...(status && { status }),
    ...(owner && { ownerId: owner }),
    ...(queue && { queueId: queue }),
  });
  return idsOf(await read<Items>(me, `/api/tickets?${query.toString()}`));
}

export async function viewed(me: ApiClient, asked: Asked): Promise<string[]> {
  const all = Object.entries(asked).flatMap(([field, value]) =>
    value === undefined ? [] : [{ field, is: [value] }],
  );
  const conditions = encodeURIComponent(JSON.stringify({ all }));
  return idsOf(await read<Items>(me, `/api/views/tickets?limit=200&conditions=${conditions}`));
}

/** Null when the customer does not exist for this agent. */
export async function historyOf(me: ApiClient, customerId: string): Promise<string[] | null> {
  const { status, body } = await me.get<Items>(`/api/customers/${customerId}/history`);
  return status === 404 ? null : idsOf(body);
}

export async function waitedFor(me: ApiClient): Promise<string[]> {
  const { items } = await read<Items<{ ticket: { id: string } }>>(me, '/api/suppliers/waiting');
  return idsOf({ items: items.map(({ ticket }) => ticket) });
}

export async function searched(me: ApiClient, words: string): Promise<string[]> {
  type Groups = { groups: Items<{ ticket: { id: string } | null }>[] };
  const { groups } = await read<Groups>(
    me,
    `/api/search?q=${words}&kinds=ticket,message,note,customer,article&limit=50`,
  );
  return groups.flatMap(({ items }) => items.flatMap(({ ticket }) => ticket?.id ?? []));
}

export async function customersFound(me: ApiClient, words: string): Promise<string[]> {
  return idsOf(await read<Items>(me, `/api/customers?q=${words}&limit=200`));
}

async function read<T>(me: ApiClient, path: string): Promise<T> {
  const { status, body } = await me.get<T>(path);
  if (status !== 200) throw new Error(`${path}: ${status}`);
  return body;
}

function idsOf({ items }: Items): string[] {
  return items.map(({ id }) => id).sort();
}
