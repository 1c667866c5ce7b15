/** The order in which colleagues are proposed for a hand-over. */
import type { AgentView } from '@lib/contracts';
import { rankForHandover } from './handover-rank.js';

const agent = (id: string, more: Partial<AgentView> = {}, chats = 0): AgentView =>
  ({
    id,
    name: id,
    present: true,
    state: 'available',
    activity: 'idle',
    load: { voice: { used: 0, max: 1 }, chat: { used: chats, max: 3 }, email: { used: 0, max: 5 } },
    ...more,
  }) as AgentView;

describe('who is best placed', () => {
  it('prefers who is there and free, then who carries less, and never proposes myself', () => {
    const ranked = rankForHandover(
      [
        agent('me'),
        agent('gone', { state: 'offline', present: false }),
        agent('away', { state: 'away' }),
        agent('busy', { activity: 'engaged' }),
        agent('loaded', {}, 2),
        agent('free'),
      ],
      'me',
    );
    expect(ranked.map((one) => one.id)).toEqual(['free', 'loaded', 'busy', 'away', 'gone']);
  });
});
