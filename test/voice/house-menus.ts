/** Two numbers with a phone menu: one where keys lead to queues of their own, one that is always closed. */
import type { MenuFlow, MenuStep } from '@lib/contracts';
import type { MenuSettings } from '../../libs/channels/voice/src/menus/menu-settings.service.js';
import type { RoutingStage } from '../support/routing-stage.js';

export const MENU_NUMBER = '+15005550101';
export const CLOSED_NUMBER = '+15005550102';

const place = null;
const text = (words: string) => ({ fr: words, en: words });

/** Queues where nobody works until a story says so, each behind a key of the menu. */
export interface HouseQueues {
  /** Key 1. */
  empty: string;
  /** Key 3: who waits may ask to be called back. */
  callsBack: string;
  /** Key 4: calls are recorded. */
  recorded: string;
}

export async function furnishMenus(stage: RoutingStage, menus: MenuSettings): Promise<HouseQueues> {
  const queues = {
    empty: await stage.queue('Nobody'),
    callsBack: await stage.queue('Calls back'),
    recorded: await stage.queue('Recorded'),
  };
  await stage.rows.query(`UPDATE routing.queue SET callback = $2 WHERE id = $1`, [
    queues.callsBack,
    JSON.stringify({ tries: 2, pauseMinutes: 15, calendarId: null }),
  ]);
  await stage.rows.query(
    `INSERT INTO clocks.calendar (id, name, time_zone, week, holidays) VALUES
       ('always', 'Always', 'UTC', $1, '[]'), ('never', 'Never', 'UTC', $2, '[]')`,
    [week([{ from: '00:00', to: '24:00' }]), week([])],
  );
  for (const [number, calendarId] of [
    [MENU_NUMBER, 'always'],
    [CLOSED_NUMBER, 'never'],
  ] as const) {
    const settings = { name: calendarId, numbers: [number], flow: flow(calendarId, queues) };
    const made = await menus.make(stage.admin, settings);
    await menus.publish(stage.admin, made.id, made.version, 'a test');
  }
  return queues;
}

function flow(calendarId: string, { empty, callsBack, recorded }: HouseQueues): MenuFlow {
  const queue = (id: string, queueId: string | null): MenuStep => ({
    ...{ id, name: id, place, kind: 'queue', text: null, queueId },
  });
  return {
    start: 'hours',
    person: 'people',
    steps: [
      { id: 'hours', name: 'Hours', place, kind: 'hours', calendarId, open: 'main', closed: 'closed' },
      {
        ...{ id: 'main', name: 'Main', place, kind: 'choose', text: text('What about?'), repeats: 3 },
        choices: [
          { key: '1', to: 'nobody' },
          { key: '2', to: 'people' },
          { key: '3', to: 'calls-back' },
          { key: '4', to: 'recorded' },
        ],
      },
      queue('nobody', empty),
      queue('people', null),
      queue('calls-back', callsBack),
      queue('recorded', recorded),
      { id: 'closed', name: 'Closed', place, kind: 'voicemail', text: text('Closed.'), queueId: null },
    ],
  };
}

function week(hours: unknown[]): string {
  const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
  return JSON.stringify(Object.fromEntries(days.map((day) => [day, hours])));
}
