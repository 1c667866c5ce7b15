/** Sentences about what happened: who took over from whom, what changed, how an interaction ended. */
import type { TimelineItem } from '@lib/contracts';
import { systemText } from './system-text.js';

const say = (id: string, values?: Record<string, string | number>): string =>
  values ? `${id}(${Object.values(values).join(',')})` : id;
const text = (data: object, more: Partial<TimelineItem> = {}): string =>
  systemText({ kind: 'event', data, text: null, ...more } as TimelineItem, 'me', say);

describe('system lines', () => {
  it('tells a first owner from a hand-over', () => {
    const name = 'ticket.owner-changed';
    expect(text({ name, from: null, fromName: null, to: 'me', toName: 'Me' })).toBe('event.owner-you');
    expect(text({ name, from: null, fromName: null, to: 'x', toName: 'Xu' })).toBe('event.owner-to(Xu)');
    expect(text({ name, from: 'me', fromName: 'Me', to: 'x', toName: 'Xu' })).toBe(
      'event.handed-over(Me,Xu)',
    );
    expect(text({ name, from: 'me', fromName: 'Me', to: null, toName: null })).toBe('event.owner-none');
  });

  it('tells each step of a hand-over by who is asked, and a refusal with its reason', () => {
    const facts = { fromName: 'Léa', toName: 'Nadia' };
    expect(text({ name: 'hand-over.proposed', ...facts })).toBe('event.hand-over-proposed(Nadia)');
    expect(text({ name: 'hand-over.expired', ...facts })).toBe('event.hand-over-expired(Nadia)');
    expect(text({ name: 'hand-over.declined', ...facts, reason: 'on a call' })).toBe(
      'event.hand-over-declined(Nadia,on a call)',
    );
  });

  it('names what changed, with the reason given', () => {
    const changes = { status: { from: 'open', to: 'resolved' }, priority: { from: 'low', to: 'urgent' } };
    expect(text({ name: 'ticket.changed', changes, reason: 'VIP' })).toBe(
      'event.status(status.resolved), priority.urgent (VIP)',
    );
    expect(text({ name: 'ticket.changed', changes: { impact: { to: 'high' } } })).toBe('event.changed');
  });

  it('tells an abandoned call from one that ended', () => {
    expect(text({ name: 'interaction.ended', channel: 'voice', abandoned: true })).toBe(
      'event.abandoned-voice',
    );
    expect(text({ name: 'interaction.ended', channel: 'chat', abandoned: false })).toBe(
      'event.interaction-ended-chat',
    );
    expect(text({ name: 'interaction.ended', channel: 'chat', abandoned: true, away: true })).toBe(
      'event.left-chat',
    );
  });

  it('shows an unknown event by its name rather than nothing', () => {
    expect(text({ name: 'ticket.unheard-of' })).toBe('ticket.unheard-of');
  });
});
