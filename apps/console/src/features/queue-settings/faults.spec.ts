/** What the form says of settings that cannot be kept. */
import type { QueueSettings } from '@lib/contracts';
import type { Say } from '../../i18n.js';
import { faultsIn, faultTexts } from './faults.js';

const say: Say = (id) => id;
const good: QueueSettings = {
  name: 'Support',
  level: 1,
  answerWithinSeconds: 20,
  reopenDays: 14,
  strategy: 'longest-idle',
  rings: [],
  steps: null,
  overflow: [],
  memberIds: [],
};

describe('the faults of a queue’s settings', () => {
  it('are none where nothing is wrong', () => expect(faultsIn(good)).toEqual([]));

  it.each([
    ['name', { name: ' ' }, 'queues.fault-name'],
    ['answerWithinSeconds', { answerWithinSeconds: Number.NaN }, 'queues.fault-number'],
    ['reopenDays', { reopenDays: 366 }, 'queues.fault-number'],
    ['rings', { rings: [{ afterSeconds: 5, skills: {}, language: false }] }, 'queues.fault-first-ring'],
    [
      'rings',
      { rings: [0, 30, 30].map((afterSeconds) => ({ afterSeconds, skills: {}, language: false })) },
      'queues.fault-ring-order',
    ],
    ['rings', { rings: [{ afterSeconds: 0, skills: { n1: 11 }, language: false }] }, 'queues.fault-skill'],
    ['steps', { steps: { owner: -1, standIn: 0, lastAgent: 0 } }, 'queues.fault-number'],
    [
      'overflow',
      { overflow: [{ when: { kind: 'waited', seconds: 9 }, to: { queueId: '' } }] },
      'queues.fault-where',
    ],
    [
      'overflow',
      { overflow: [{ when: { kind: 'closed', calendarId: '' }, to: { diversion: 'voicemail' } }] },
      'queues.fault-calendar',
    ],
  ] as [string, Partial<QueueSettings>, string][])('stand at %s when it is %j', (part, wrong, text) =>
    expect(faultTexts(faultsIn({ ...good, ...wrong }), part, say)).toEqual([text]),
  );

  it('of one part are not said at another', () =>
    expect(faultTexts(faultsIn({ ...good, name: '' }), 'rings', say)).toEqual([]));
});
