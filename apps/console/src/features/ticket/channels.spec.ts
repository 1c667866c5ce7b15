/** Which tabs the composer offers. */
import type { Ticket } from '@lib/contracts';
import { tabsFor, usualTab } from './channels.js';

const ticket = (more: object): Ticket =>
  ({ channels: [], live: [], lastMessage: null, customer: { identities: [] }, ...more }) as unknown as Ticket;
const email = { customer: { identities: [{ kind: 'email', value: 's@example.org' }] } };

describe('answer channels', () => {
  it('offers only what the customer has, and always the note', () => {
    expect(tabsFor(ticket({}))).toEqual(['note']);
    expect(tabsFor(ticket(email))).toEqual(['email', 'note']);
    const live = [{ channel: 'chat', state: 'connected' }];
    expect(tabsFor(ticket({ ...email, live }))).toEqual(['chat', 'email', 'note']);
    const over = [{ channel: 'chat', state: 'wrapping-up' }];
    expect(tabsFor(ticket({ ...email, live: over, channels: ['chat'] }))).toEqual(['email', 'note']);
  });

  it('means the chat while one is live, else the channel of the last message', () => {
    const live = [{ channel: 'chat', state: 'connected' }];
    expect(usualTab(ticket({ ...email, live, lastMessage: { channel: 'email' } }))).toBe('chat');
    expect(usualTab(ticket({ ...email, channels: ['chat'], lastMessage: { channel: 'email' } }))).toBe(
      'email',
    );
    expect(usualTab(ticket({ ...email, lastMessage: { channel: 'voice' } }))).toBe('email');
    expect(usualTab(ticket({}))).toBe('note');
  });
});
