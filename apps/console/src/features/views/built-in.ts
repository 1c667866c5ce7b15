/** The views everybody has, and what an address without one shows. */
import type { ViewColumn, ViewConditions, ViewSort } from '@lib/contracts';
import type { MessageId } from '@lib/design';

export interface BuiltIn {
  id: string;
  name: MessageId;
  conditions: ViewConditions;
  sort: ViewSort;
}

export const COLUMNS: ViewColumn[] = [
  'number',
  'subject',
  'customer',
  'status',
  'priority',
  'owner',
  'queue',
  'updatedAt',
];

const unsettled = { field: 'status' as const, is: ['new', 'open', 'pending', 'on-hold'] as const };
const rule = { ...unsettled, is: [...unsettled.is] };

export const builtIn: readonly BuiltIn[] = [
  { id: 'unsettled', name: 'views.unsettled', conditions: { all: [rule] }, sort: '-updatedAt' },
  {
    id: 'nobody',
    name: 'views.nobody',
    conditions: { all: [rule, { field: 'owner', is: ['nobody'] }] },
    sort: 'openedAt',
  },
  {
    id: 'mine',
    name: 'views.mine',
    conditions: { all: [{ field: 'owner', is: ['me'] }] },
    sort: '-updatedAt',
  },
  {
    id: 'urgent',
    name: 'views.urgent',
    conditions: { all: [rule, { field: 'priority', is: ['urgent', 'high'] }] },
    sort: '-priority',
  },
  {
    id: 'resolved',
    name: 'views.resolved',
    conditions: { all: [{ field: 'status', is: ['resolved', 'closed'] }] },
    sort: '-updatedAt',
  },
];
