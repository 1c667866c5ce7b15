/** What must hold for calls in any weather: some things at every moment, the rest when all is quiet again. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Caller, VoiceHouse } from './voice-house.js';

const LOOK_EVERY_MS = 250;
const QUIET_PATIENCE_MS = 120_000;

/** Looks again and again while stories are played; tells each breach once. */
export class Watch {
  readonly breaches = new Set<string>();
  private over = false;
  private readonly looking: Promise<void>;

  constructor(private readonly house: VoiceHouse) {
    this.looking = this.look();
  }

  async end(): Promise<void> {
    this.over = true;
    await this.looking;
  }

  private async look(): Promise<void> {
    while (!this.over) {
      await this.lookAtAgents();
      await pause(LOOK_EVERY_MS);
    }
  }

  private async lookAtAgents(): Promise<void> {
    const { rows } = await this.house.stage.rows.query<{ what: string }>(
      `SELECT 'agent ' || agent_id || ' has two calls at once' AS what FROM agents.engagement
       WHERE channel = 'voice' GROUP BY agent_id HAVING count(*) > 1
       UNION ALL SELECT 'call ' || interaction_id || ' rings at two agents' FROM routing.offer
       WHERE state = 'made' GROUP BY interaction_id HAVING count(*) > 1`,
    );
    for (const { what } of rows) this.breaches.add(what);
  }
}

/** Waits for quiet, then answers what is wrong with the books; empty when all is in order. */
export async function breachesWhenQuiet(house: VoiceHouse): Promise<string[]> {
  const unfinished = await waitForQuiet(house);
  const wrong = await Promise.all(
    Object.entries(BOOKS).map(async ([what, sql]) => {
      const number = await house.stage.value<number>(sql);
      return number === 0 ? [] : [`${number} ${what}`];
    }),
  );
  return [...unfinished, ...wrong.flat()];
}

const BOOKS = {
  'calls with more or less than one interaction': `SELECT count(*)::int FROM voice.call WHERE 1 <> (
     SELECT count(*) FROM tickets.interaction WHERE thread_key = 'call:' || call.call_sid)
     AND NOT EXISTS (SELECT 1 FROM voice.menu_run WHERE menu_run.call_sid = call.call_sid AND placed_at IS NULL)`,
  'calls that came into a queue and did not leave it': `SELECT count(*)::int FROM routing.work_item WHERE channel = 'voice' AND ended_at IS NULL`,
  'webhooks given up': `SELECT count(*)::int FROM voice.webhook_inbox WHERE parked_at IS NOT NULL`,
};

const UNFINISHED = {
  // The carrier may tell of a leg's end when the call's own is known already.
  'legs that outlive their call': `SELECT count(*)::int FROM voice.leg JOIN voice.call ON call.id = leg.call_id
     WHERE call.phase = 'ended' AND leg.ended_at IS NULL`,
  'calls not ended': `SELECT count(*)::int FROM voice.call WHERE phase <> 'ended'`,
  'webhooks not applied': `SELECT count(*)::int FROM voice.webhook_inbox WHERE applied_at IS NULL`,
  'orders to the carrier not carried out': `SELECT count(*)::int FROM voice.job WHERE done_at IS NULL`,
  'dispatches not sent': `SELECT count(*)::int FROM bus.dispatch WHERE channel = 'voice' AND state IN ('waiting', 'leased')`,
  'offers still ringing': `SELECT count(*)::int FROM routing.offer WHERE state = 'made' AND channel = 'voice'`,
  'agents still engaged': `SELECT count(*)::int FROM agents.engagement WHERE channel = 'voice'`,
  'interactions not ended': `SELECT count(*)::int FROM tickets.interaction WHERE channel = 'voice' AND ended_at IS NULL`,
};

async function waitForQuiet(house: VoiceHouse): Promise<string[]> {
  const deadline = Date.now() + QUIET_PATIENCE_MS;
  for (;;) {
    const left: string[] = [];
    for (const [what, sql] of Object.entries(UNFINISHED)) {
      const number = await house.stage.value<number>(sql);
      if (number > 0) left.push(`${number} ${what}`);
    }
    const { calls, conferences } = house.carrier.exchange;
    const live = [...calls.values()].filter(({ ended }) => !ended).length;
    if (live > 0) left.push(`${live} legs live at the carrier`);
    const open = [...conferences.values()].filter(({ status }) => status !== 'completed').length;
    if (open > 0) left.push(`${open} conferences open at the carrier`);
    if (left.length === 0 || Date.now() > deadline) return left;
    await pause(100);
  }
}

/** What a call has come to, without names and times: the same in every weather. */
export async function outcomeOf(house: VoiceHouse, { sid }: Caller): Promise<string> {
  return house.stage.value<string>(
    `SELECT jsonb_build_object(
       'call', call.phase, 'endedBy', call.ended_by, 'fault', call.fault,
       'legs', (SELECT jsonb_agg(role || ' ' || status || CASE WHEN joined_at IS NULL THEN ', never there' ELSE '' END
                ORDER BY role, status, joined_at IS NULL) FROM voice.leg WHERE leg.call_id = call.id),
       'interaction', interaction.state, 'outcome', interaction.data->>'outcome',
       'ticket', ticket.status, 'owned', ticket.owner_id IS NOT NULL,
       'offers', (SELECT jsonb_agg(state ORDER BY state) FROM routing.offer WHERE offer.interaction_id = interaction.id),
       'work', (SELECT jsonb_agg(channel || ' ' || state ORDER BY channel, state) FROM routing.work_item
                WHERE work_item.ticket_id = ticket.id),
       'timeline', (SELECT jsonb_agg(name ORDER BY name) FROM tickets.ticket_event WHERE ticket_event.ticket_id = ticket.id))::text
     FROM voice.call LEFT JOIN tickets.interaction ON interaction.thread_key = 'call:' || call.call_sid
     LEFT JOIN tickets.ticket ON ticket.id = interaction.ticket_id WHERE call.call_sid = $1`,
    [sid],
  );
}
