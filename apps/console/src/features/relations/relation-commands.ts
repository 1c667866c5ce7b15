/** Merging, splitting, linking and following as an agent does them: each with its word of success and its way back. */
import type { LinkKind, RelatedTicket, Ticket } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { say } from '../../i18n.js';
import { showRefusal } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';

/** Long enough to see on the survivor that it was wrong. */
const UNDO_MS = 12_000;

type Numbered = Pick<Ticket, 'id' | 'number'>;

export function toldMerged(from: Numbered, into: Numbered): void {
  const text = say('relations.merged-done', { number: from.number, into: into.number });
  showToast({ text, action: { label: say('common.undo'), run: () => void undoMerge(from) } }, UNDO_MS);
}

export async function undoMerge(from: Numbered): Promise<boolean> {
  return attempt(async () => {
    await api.undoMerge(from.id);
    showToast({ text: say('relations.merge-undone-done', { number: from.number }) });
  });
}

export function toldSplit(made: Numbered): void {
  const text = say('relations.split-done', { number: made.number });
  showToast({ text, action: { label: say('common.undo'), run: () => void undoSplit(made) } }, UNDO_MS);
}

export async function undoSplit(made: Numbered): Promise<boolean> {
  return attempt(async () => {
    const from = await api.undoSplit(made.id);
    showToast({ text: say('relations.split-undone-done', { number: from.number }) });
  });
}

export async function makeLink(ticket: Numbered, kind: LinkKind, other: string): Promise<boolean> {
  return attempt(async () => {
    const { links } = await api.link(ticket.id, kind, other);
    const made = links.find((link) => link.kind === kind && link.ticket.number === other);
    showToast({
      text: say('relations.linked-done'),
      ...(made && {
        action: { label: say('common.undo'), run: () => void attempt(() => api.unlink(ticket.id, made.id)) },
      }),
    });
  });
}

export async function removeLink(
  ticket: Numbered,
  link: { id: string; kind: LinkKind; direction: 'in' | 'out'; ticket: RelatedTicket },
): Promise<boolean> {
  const [from, to] = link.direction === 'out' ? [ticket, link.ticket] : [link.ticket, ticket];
  return attempt(async () => {
    await api.unlink(ticket.id, link.id);
    const back = (): void => void attempt(() => api.link(from.id, link.kind, to.number));
    showToast({ text: say('relations.unlinked-done'), action: { label: say('common.undo'), run: back } });
  });
}

export const follow = (ticket: Numbered, agentId: string): Promise<boolean> =>
  attempt(() => api.follow(ticket.id, agentId));

export const unfollow = (ticket: Numbered, agentId: string): Promise<boolean> =>
  attempt(() => api.unfollow(ticket.id, agentId));

async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    showRefusal(asRefusal(error));
    return false;
  }
}
