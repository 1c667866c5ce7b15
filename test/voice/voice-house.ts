/** The product and the embedded carrier side by side, with people who are only programs: callers with telephones, agents with theirs. */
import { carrierAccount, VoiceApiModule, VoiceWorkerModule } from '@lib/channels/voice';
import { CallbacksWorkerModule } from '@lib/callbacks';
import { DeliveryApiModule, DeliveryWorkerModule, HandOverService } from '@lib/delivery';
import { loadConfig, newId, Secrets, type Principal } from '@lib/platform';
import { OfferService } from '@lib/routing';
import { SupervisionApiModule, SupervisionWorkerModule } from '@lib/supervision';
import { CallControlService } from '../../libs/delivery/src/calls/call-control.service.js';
import { CallOutService } from '../../libs/delivery/src/calls/call-out.service.js';
import { MenuSettings } from '../../libs/channels/voice/src/menus/menu-settings.service.js';
import type { Call } from '../../libs/voice-node/src/call.js';
import { until as patiently } from '../faults/until.js';
import { RoutingStage } from '../support/routing-stage.js';
import { OUR_BASE, OUR_NUMBER, TestCarrier, type Telephone } from '../support/telephone.js';
import { Handset } from './handset.js';
import { furnishMenus, CLOSED_NUMBER, MENU_NUMBER, type HouseQueues } from './house-menus.js';
import { startRecording } from './recording.js';

/** For a machine that is busy with much else; nothing is measured here. */
const PATIENCE_MS = 120_000;
/** The carrier's clock may run ahead: a tenth of a second in each of these. */
const CLOCK_REST_MS = 40;

/** Eight stories ask at once: more often, and the asking alone would keep the product from its work. */
const ASK_EVERY_MS = 200;

export function until<T>(look: () => T | Promise<T>): Promise<NonNullable<T>> {
  return patiently(look, PATIENCE_MS, ASK_EVERY_MS);
}

export interface Agent {
  principal: Principal;
  phone: Handset;
}

/** A call as a story follows it; `sid` is the product's name for it. */
export interface Caller {
  sid: string;
  number: string;
  /** The customer's side at the carrier. */
  line(): Call | undefined;
  hangUp(): void;
  press(keys: string): void;
}

export type Hummer = Caller & { phone: Telephone };

export interface Ringing {
  offerId: string;
  agent: Agent;
}

export class VoiceHouse {
  private readonly agents = new Map<string, Agent>();
  private numbers = 0;

  private constructor(
    readonly stage: RoutingStage,
    readonly carrier: TestCarrier,
    readonly queues: HouseQueues,
  ) {}

  static async open(databaseUrl: string): Promise<VoiceHouse> {
    const env = { GUICHET_SECRET: 'a-secret-for-tests-only-0123456789', VOICE_WEBHOOK_BASE: OUR_BASE };
    const config = loadConfig({ DATABASE_URL: databaseUrl, ...env });
    const carrier = new TestCarrier(carrierAccount(config, new Secrets(config)), CLOCK_REST_MS, PATIENCE_MS);
    for (const phoneNumber of [MENU_NUMBER, CLOSED_NUMBER])
      carrier.numbers.push({ phoneNumber, voiceUrl: `${OUR_BASE}/voice/inbound` });
    await carrier.listen();
    const rooms = [
      ...[VoiceApiModule, VoiceWorkerModule, DeliveryApiModule, DeliveryWorkerModule],
      ...[SupervisionApiModule, SupervisionWorkerModule, CallbacksWorkerModule],
    ];
    const stage = await RoutingStage.open(databaseUrl, rooms, {
      ...env,
      VOICE_API_BASE: carrier.url,
      VOICE_NUMBERS: [OUR_NUMBER, MENU_NUMBER, CLOSED_NUMBER].join(','),
      OFFER_TIMEOUT_MS: '600000',
      WRAP_UP_MS: '0',
    });
    carrier.settings.internalBase = stage.edge.url;
    const queues = await furnishMenus(stage, stage.edge.app.get(MenuSettings));
    const house = new VoiceHouse(stage, carrier, queues);
    await startRecording(house);
    return house;
  }

  /** The view of the rows, once the database is there again. */
  reconnect(databaseUrl: string): Promise<void> {
    return this.stage.reconnect(databaseUrl);
  }

  async close(): Promise<void> {
    await this.carrier.close();
    await this.stage.close();
  }

  /** Who is away is offered nothing, and can be asked in or call out. */
  async hire(
    name: string,
    state: 'available' | 'away' = 'away',
    { queueId = this.stage.queueId, role = 'agent' as 'agent' | 'supervisor' } = {},
  ): Promise<Agent> {
    const principal = await this.stage.atWork(name, queueId, role);
    const address = `client:agent-${principal.agentId}`;
    const agent = { principal, phone: new Handset(address) };
    this.carrier.sockets.set(address, () => agent.phone.newLine());
    this.agents.set(principal.agentId, agent);
    await this.declares(agent, state);
    return agent;
  }

  async declares({ principal }: Agent, state: 'available' | 'away'): Promise<void> {
    const sql = `UPDATE agents.agent SET state = $2 WHERE id = $1`;
    await this.stage.rows.query(sql, [principal.agentId, state]);
  }

  /** Somebody with a number of their own, who has dialled. */
  caller(to = OUR_NUMBER, at?: string): Caller {
    const phone = new Handset(this.newNumber());
    const line = phone.newLine();
    const call = this.carrier.take(line, phone.address, to, at);
    return {
      ...{ sid: call.sid, number: phone.address, line: () => call },
      hangUp: () => line.putDown(),
      press: (keys) => line.press(keys),
    };
  }

  /** Somebody who hums, so that a message of theirs holds something. */
  hummer(to = OUR_NUMBER): Hummer {
    const number = this.newNumber();
    const phone = this.carrier.dial(number, 440, to);
    const { call, hangUp, press } = phone;
    return { ...{ sid: call.sid, number, phone, hangUp, press }, line: () => call };
  }

  /** Presses these keys until they have led to these words: nobody hears a key while music is played. */
  async chooses({ phone, press }: Hummer, keys: string, words: RegExp): Promise<void> {
    await until(() => {
      const isHeard = phone.heard.some((text) => words.test(text));
      if (!isHeard) press(keys);
      return isHeard;
    });
  }

  /** The offer that rings now for this caller, at whoever it was made to. */
  ringing(caller: Caller): Promise<Ringing> {
    return until(async () => {
      const { rows } = await this.stage.rows.query<{ id: string; agent_id: string }>(
        `SELECT offer.id, offer.agent_id FROM routing.offer JOIN tickets.interaction ON interaction.id = offer.interaction_id
         WHERE interaction.thread_key = 'call:' || $1 AND offer.state = 'made' LIMIT 1`,
        [caller.sid],
      );
      const agent = this.agents.get(rows[0]?.agent_id ?? '');
      return agent && { offerId: rows[0]?.id ?? '', agent };
    });
  }

  async accept({ offerId, agent }: Ringing, answer: Handset['whenRung'] = 'answer'): Promise<void> {
    agent.phone.whenRung = answer;
    await this.get(OfferService).accept(agent.principal, offerId);
  }

  async decline({ offerId, agent }: Ringing): Promise<void> {
    await this.get(OfferService).decline(agent.principal, offerId);
  }

  /** The offer was left to ring for as long as offers ring. */
  async outlast({ offerId }: Ringing): Promise<void> {
    await this.stage.rows.query(`UPDATE routing.offer SET expires_at = now() WHERE id = $1`, [offerId]);
    await until(() =>
      this.stage.value(`SELECT 1 FROM routing.offer WHERE id = $1 AND state = 'expired'`, [offerId]),
    );
  }

  /** Answered by the first who is offered it; both are on the line. */
  async talking(caller: Caller): Promise<Agent> {
    const ringing = await this.ringing(caller);
    await this.accept(ringing);
    await this.reaches(caller, 'talking');
    await this.interactionIs(caller, 'connected');
    return ringing.agent;
  }

  /** A customer who called before is called from their ticket. */
  async callOut(answer: Handset['whenRung']): Promise<Caller & { agent: Agent }> {
    const before = this.caller();
    await this.talking(before);
    before.hangUp();
    await this.interactionIs(before, 'ended');
    const phone = new Handset(before.number);
    phone.whenRung = answer;
    this.carrier.sockets.set(phone.address, () => phone.newLine());
    const agent = await this.hire('Calls out');
    const clientId = newId();
    const { ticketId } = await this.interaction(before);
    await this.get(CallOutService).call(agent.principal, ticketId, { clientId });
    return { ...this.outgoing(`CA${clientId.replaceAll('-', '')}`, phone), agent };
  }

  async control(caller: Caller, agent: Agent, what: 'hold' | 'resume'): Promise<void> {
    const { id } = await this.interaction(caller);
    await this.get(CallControlService)[what](agent.principal, id);
    await this.interactionIs(caller, what === 'hold' ? 'held' : 'connected');
  }

  /** A colleague asked in is there, and the customer hears music. */
  async consult(caller: Caller, agent: Agent): Promise<Agent> {
    const colleague = await this.hire('Colleague');
    const { id } = await this.interaction(caller);
    await this.get(CallControlService).invite(agent.principal, id, colleague.principal.agentId);
    await this.interactionIs(caller, 'held');
    await this.until(
      `SELECT 1 FROM voice.leg JOIN voice.call ON call.id = leg.call_id
       WHERE call.call_sid = $1 AND role = 'guest' AND leg.joined_at IS NOT NULL`,
      caller,
    );
    return colleague;
  }

  async dismiss(caller: Caller, agent: Agent, colleague: Agent): Promise<void> {
    const { id } = await this.interaction(caller);
    await this.get(CallControlService).dismiss(agent.principal, id, colleague.principal.agentId);
  }

  /** The ticket goes to the colleague while all are on the phone. */
  async handOver(caller: Caller, agent: Agent, colleague: Agent): Promise<void> {
    const { ticketId } = await this.interaction(caller);
    const handOvers = this.get(HandOverService);
    await handOvers.handOver(agent.principal, ticketId, {
      kind: 'transfer',
      card: {},
      to: { agentId: colleague.principal.agentId },
      innerNote: 'Charged twice',
      customerLine: 'A colleague knows all about it',
    });
    const id = await this.stage.value<string>(
      `SELECT id FROM tickets.hand_over WHERE ticket_id = $1 AND state = 'proposed'`,
      [ticketId],
    );
    await handOvers.accept(colleague.principal, id);
  }

  /** The call, in the words of the voice channel: waiting, connecting, talking, ended. */
  reaches(caller: Caller, phase: string): Promise<unknown> {
    return this.until(`SELECT 1 FROM voice.call WHERE call_sid = $1 AND phase = $2`, caller, phase);
  }

  /** The call, in the words of its ticket. */
  interactionIs(caller: Caller, state: string): Promise<unknown> {
    return this.until(
      `SELECT 1 FROM tickets.interaction WHERE thread_key = 'call:' || $1 AND state = $2`,
      caller,
      state,
    );
  }

  async legEnded(caller: Caller, agent: Agent): Promise<void> {
    await this.until(
      `SELECT 1 FROM voice.leg JOIN voice.call ON call.id = leg.call_id
       WHERE call.call_sid = $1 AND leg.agent_id = $2::uuid AND leg.ended_at IS NOT NULL`,
      caller,
      agent.principal.agentId,
    );
  }

  /** The customer's line is down: they were not left with silence. */
  async letGo(caller: Caller): Promise<void> {
    await until(() => caller.line()?.ended);
  }

  /** A call of ours to this telephone. */
  outgoing(sid: string, phone: Handset): Caller {
    return {
      ...{ sid, number: phone.address },
      line: () =>
        [...this.carrier.exchange.calls.values()].findLast(({ details }) => details.to === phone.address),
      hangUp: () => phone.putDown(),
      press: () => undefined,
    };
  }

  /** Until a row is found; `$1` is the product's name of the call. */
  until(sql: string, caller: Caller, ...values: string[]): Promise<unknown> {
    return until(() => this.stage.value(sql, [caller.sid, ...values]));
  }

  async interaction(caller: Caller): Promise<{ id: string; ticketId: string }> {
    const { rows } = await this.stage.rows.query<{ id: string; ticketId: string }>(
      `SELECT id, ticket_id AS "ticketId" FROM tickets.interaction WHERE thread_key = 'call:' || $1`,
      [caller.sid],
    );
    if (!rows[0]) throw new Error('no interaction of this call');
    return rows[0];
  }

  get<T>(service: new (...parts: never[]) => T): T {
    return this.stage.edge.app.get<T>(service, { strict: false });
  }

  private newNumber(): string {
    return `+3361${String(++this.numbers).padStart(7, '0')}`;
  }
}
