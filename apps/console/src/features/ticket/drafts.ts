/** What is being written, kept in this browser per person, ticket and channel until it is sent. */
const prefix = 'guichet.draft';

export type Tab = 'chat' | 'email' | 'note';

const keyOf = (meId: string, ticketId: string, tab: Tab): string => `${prefix}.${meId}.${ticketId}.${tab}`;

export function readDraft(meId: string, ticketId: string, tab: Tab): string {
  try {
    return localStorage.getItem(keyOf(meId, ticketId, tab)) ?? '';
  } catch {
    return '';
  }
}

/** False when this browser keeps nothing: then the screen must not say that it does. */
export function keepDraft(meId: string, ticketId: string, tab: Tab, text: string): boolean {
  try {
    if (text === '') localStorage.removeItem(keyOf(meId, ticketId, tab));
    else localStorage.setItem(keyOf(meId, ticketId, tab), text);
    return true;
  } catch {
    return false;
  }
}
