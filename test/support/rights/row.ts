/** A row of the rights matrix: a valid request to a route, and what each kind of person is answered. */
import type { Ticket } from '@lib/contracts';

/**
 * The ticket belongs to Noor in Billing; Eva is her colleague there, Sam of Support is the stranger. 404, not 403: others
 * must not learn that it exists. A visitor comes with the token of a chat.
 */
export type Person = 'anonymous' | 'visitor' | 'stranger' | 'colleague' | 'owner' | 'supervisor' | 'admin';

/** Unless said, a visitor is answered as anybody is who has not logged in, and a colleague of the queue as the owner is. */
type Expected = Record<Exclude<Person, 'visitor' | 'colleague'>, number> &
  Partial<Record<'visitor' | 'colleague', number>>;

export interface Row {
  /** By its place in the table: a body that is valid, so that the right and not the form decides. */
  body?: unknown;
  path?: (ticket: Ticket) => string;
  headers?: (ticket: Ticket) => Record<string, string>;
  expected: Expected;
}

export function expectedOf({ expected }: Row): Record<Person, number> {
  return { visitor: expected.anonymous, colleague: expected.owner, ...expected };
}

export const shared = { anonymous: 401, stranger: 200, owner: 200, supervisor: 200, admin: 200 };
export const ticketRead = { ...shared, stranger: 404 };
export const adminOnly = { anonymous: 401, stranger: 403, owner: 403, supervisor: 403, admin: 200 };
export const logReaders = { ...adminOnly, supervisor: 200 };
export const missing = { anonymous: 401, stranger: 404, owner: 404, supervisor: 404, admin: 404 };
export const refusedForm = { stranger: 400, owner: 400, supervisor: 400, admin: 400 };

/** An id that nothing bears. */
export const NOBODY = '01a20427-0000-7000-8000-000000000000';
