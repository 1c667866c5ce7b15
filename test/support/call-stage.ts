/** The product with a telephone company that only remembers: a test says what happened on the line, signed as a carrier would. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InteractionView, OfferView, Ticket } from '@lib/contracts';
import { newId } from '@lib/platform';
import { Client } from 'pg';
import { furnish, hire, type Worker } from '../faults/rows.js';
import { until } from '../faults/until.js';
import { ApiClient } from './api-client.js';
import { startApp, type RunningApp } from './app.js';
import { startFakeCarrier, type Asked, type FakeCarrier } from './fake-carrier.js';
import { sign } from './voice-edge.js';

const account = {
  TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'token-of-the-tests',
  TWILIO_API_KEY: `SK${'2'.repeat(32)}`,
  TWILIO_API_SECRET: 'secret-of-the-tests',
  TWILIO_APP_SID: `AP${'3'.repeat(32)}`,
};

const patienceMs = 30_000;

/** One call as it goes on: the customer with the first agent. */
export interface StagedCall {
  callSid: string;
  legSid: string;
  interactionId: string;
  ticketId: string;
  /** What the carrier names the conference. */
  conferenceSid: string;
}

/** A customer in the line, offered to the first agent. */
export type WaitingCall = Pick<StagedCall, 'callSid' | 'interactionId' | 'ticketId'> & { offerId: string };

export class CallStage {
  private sequence = 0;
  private readonly crashFile = join(mkdtempSync(join(tmpdir(), 'guichet-calls-')), 'crash');
  app!: RunningApp;
  carrier!: FakeCarrier;
  rows!: Client;
  agents: ApiClient[] = [];
  stranger!: ApiClient;
  supervisor!: ApiClient;

  /** `names` work at one queue; only the first is offered calls, the others are at their consoles and away. */
  async open(databaseUrl: string, names: string[], env: Record<string, string> = {}): Promise<void> {
    this.rows = new Client({ connectionString: databaseUrl });
    await this.rows.connect();
    const house = await furnish(this.rows, names);
    const elsewhere = newId();
    await this.rows.query(`INSERT INTO routing.queue (id, name, is_default) VALUES ($1, 'Billing', false)`, [
      elsewhere,
    ]);
    const outsider = await hire(this.rows, 'Sam', 'agent', elsewhere);
    this.carrier = await startFakeCarrier();
    this.app = await startApp({
      databaseUrl,
      env: {
        ...account,
        GUICHET_DEMO: '0',
        VOICE_CARRIER: 'twilio',
        VOICE_API_BASE: this.carrier.url,
        WRAP_UP_MS: '0',
        GUICHET_CRASH_AT: `@${this.crashFile}`,
        ...env,
      },
    });
    const client = ({ token, id }: Worker) => new ApiClient(this.app.url, token, id);
    this.agents = house.agents.map(client);
    this.stranger = client(outsider);
    this.supervisor = client(house.supervisor);
    const [, ...others] = house.agents.map(({ id }) => id);
    await this.rows.query(`UPDATE agents.agent SET state = 'away' WHERE id = ANY($1)`, [others]);
    await this.rows.query(
      `INSERT INTO agents.console (id, agent_id, expires_at) SELECT 'test-' || id, id, now() + interval '1 day' FROM agents.agent
       WHERE id = ANY($1)`,
      [house.agents.map(({ id }) => id)],
    );
  }

  async close(): Promise<void> {
    await this.app?.dispose();
    await this.carrier?.close();
    await this.rows?.end().catch(() => undefined);
    rmSync(join(this.crashFile, '..'), { recursive: true, force: true });
  }

  /** The process dies at this point when it next comes there; it is started again by `revive`. */
  armCrash(point: string): void {
    writeFileSync(this.crashFile, point);
  }

  /** `jobsWait`: what was being asked of the carrier is not asked again yet, as in the first half minute. */
  async revive({ jobsWait = false } = {}): Promise<void> {
    if (existsSync(this.crashFile)) rmSync(this.crashFile);
    await this.app.kill();
    await this.app.start();
    if (!jobsWait) await this.leasesEnd();
  }

  /** What somebody was at is taken up by whoever is there. */
  async leasesEnd(): Promise<void> {
    await this.rows.query(`UPDATE bus.dispatch SET lease_until = now() WHERE state = 'leased'`);
    await this.rows.query(`UPDATE voice.job SET next_at = now() WHERE done_at IS NULL`);
  }

  /** A customer calls, the first agent accepts, both are in the conference. */
  async talking(): Promise<StagedCall> {
    const waiting = await this.calling();
    await this.accept(waiting);
    const call = await this.rung(waiting);
    await this.bothIn(call);
    return call;
  }

  /** A customer calls, and is offered to the first agent. */
  async calling(): Promise<WaitingCall> {
    const callSid = `CA${newId().replaceAll('-', '')}`;
    const from = `+336${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
    await this.hook('/voice/inbound', { ...this.about(callSid), From: from });
    const { id, interactionId, ticketId } = await this.offerTo(this.first, callSid);
    return { callSid, offerId: id, interactionId, ticketId };
  }

  accept({ offerId }: WaitingCall): Promise<unknown> {
    return this.first.post(`/api/offers/${offerId}/accept`);
  }

  /** The phone of who accepted rings. */
  async rung({ callSid, interactionId, ticketId }: WaitingCall): Promise<StagedCall> {
    const rung = await this.asked((asked) => asked.path.includes(`ix-${interactionId}/Participants`));
    if (rung.form.get('EndConferenceOnExit') !== 'false') throw new Error('an agent who leaves would end it');
    const legSid = await this.legOf(callSid, this.first.agentId);
    return { callSid, interactionId, ticketId, legSid, conferenceSid: conferenceOf(interactionId) };
  }

  async bothIn(call: StagedCall): Promise<void> {
    await this.says(call, 'participant-join', call.legSid, `agent-${this.first.agentId}`);
    await this.says(call, 'participant-join', call.callSid, 'customer');
    await this.is(call, ({ state }) => state === 'connected');
  }

  /** The ticket of a call that is over: its customer is known by a number. */
  async known(): Promise<StagedCall> {
    const call = await this.talking();
    await this.hangUp(call);
    return call;
  }

  /** An agent calls the customer of this ticket and picks up; the carrier is about to be asked for the customer. */
  async callingOut(agent: ApiClient, ticketId: string, clientId: string = newId()): Promise<StagedCall> {
    const call = await this.callingAgent(agent, ticketId, clientId);
    await this.says(call, 'participant-join', call.legSid, `agent-${agent.agentId}`);
    return call;
  }

  /** An agent calls the customer of this ticket, and their own phone rings. */
  async callingAgent(agent: ApiClient, ticketId: string, clientId: string): Promise<StagedCall> {
    const { status, body } = await agent.post(`/api/tickets/${ticketId}/calls`, { clientId });
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    const callSid = `CA${clientId.replaceAll('-', '')}`;
    const legSid = await this.legOf(callSid, agent.agentId);
    return { callSid, interactionId: clientId, ticketId, legSid, conferenceSid: conferenceOf(clientId) };
  }

  /** What the carrier came to call the customer's line, once it was asked to ring it. */
  lineOf({ callSid }: StagedCall): Promise<string> {
    return until(async () => {
      const { rows } = await this.rows.query<{ carrier_sid: string | null }>(
        `SELECT carrier_sid FROM voice.call WHERE call_sid = $1`,
        [callSid],
      );
      return rows[0]?.carrier_sid;
    }, patienceMs);
  }

  async lineSays(call: StagedCall, lineSid: string, status: string): Promise<void> {
    await this.hook(`/voice/leg?of=${call.callSid}&role=customer`, {
      ...this.about(lineSid),
      Direction: 'outbound-api',
      CallStatus: status,
      SequenceNumber: String(++this.sequence),
      Timestamp: new Date().toUTCString(),
    });
  }

  /** Requests that ring somebody into this conference, by their label. */
  ringsAsked({ interactionId }: StagedCall): string[] {
    return this.carrier.asked
      .filter(({ method, path }) => method === 'POST' && path.includes(`ix-${interactionId}/Participants`))
      .map(({ form }) => form.get('Label') ?? '');
  }

  /** The colleague's phone, as the carrier named its leg once it was rung. */
  async guestLeg(call: StagedCall, guest: ApiClient): Promise<string> {
    return this.legOf(call.callSid, guest.agentId);
  }

  /** What the carrier reports of a conference; repeats carry the same sequence. */
  async says(
    call: StagedCall,
    event: string,
    callSid: string,
    label: string,
    sequence = ++this.sequence,
    more: Record<string, string> = {},
  ): Promise<void> {
    await this.hook('/voice/conf', {
      AccountSid: account.TWILIO_ACCOUNT_SID,
      ConferenceSid: call.conferenceSid,
      FriendlyName: `ix-${call.interactionId}`,
      StatusCallbackEvent: event,
      CallSid: callSid,
      ParticipantLabel: label,
      SequenceNumber: String(sequence),
      Timestamp: new Date().toUTCString(),
      ...more,
    });
  }

  /** What the carrier says of a supervisor's telephone: it came, or is heard otherwise. */
  listenerSays(
    call: StagedCall,
    event: string,
    legSid: string,
    agentId: string,
    mode: { Muted: 'true' | 'false'; Coaching: 'true' | 'false' } = { Muted: 'true', Coaching: 'false' },
  ): Promise<void> {
    return this.says(call, event, legSid, `supervisor-${agentId}`, ++this.sequence, mode);
  }

  /** The status of a leg of ours, told to the address it was rung with. */
  async legSays(
    call: StagedCall,
    guest: ApiClient,
    legSid: string,
    status: string,
    role = 'guest',
  ): Promise<void> {
    const path = `/voice/leg?of=${call.callSid}&agent=${guest.agentId}&role=${role}`;
    await this.hook(path, {
      ...this.about(legSid),
      CallStatus: status,
      SequenceNumber: String(++this.sequence),
      Timestamp: new Date().toUTCString(),
    });
  }

  async hangUp(call: StagedCall): Promise<void> {
    await this.hook('/voice/leg', {
      ...this.about(call.callSid),
      CallStatus: 'completed',
      SequenceNumber: '99',
      CallDuration: '9',
    });
    await this.is(call, ({ state }) => state === 'ended' || state === 'wrapping-up', true);
  }

  async ticket({ ticketId }: Pick<StagedCall, 'ticketId'>): Promise<Ticket> {
    const { body } = await this.supervisor.get<Ticket>(`/api/tickets/${ticketId}`);
    return body;
  }

  /** Waits until the interaction is so, as everybody sees it; `gone` also takes one that is no longer live. */
  is(call: StagedCall, so: (now: InteractionView) => boolean, gone = false): Promise<InteractionView | true> {
    return until(async (): Promise<InteractionView | true | null> => {
      const now = (await this.ticket(call)).live.find(({ id }) => id === call.interactionId);
      if (!now) return gone || null;
      return so(now) ? now : null;
    }, patienceMs);
  }

  /** Waits for a request to the carrier. */
  asked(which: (asked: Asked) => boolean, nth = 1): Promise<Asked> {
    return until(
      () => Promise.resolve(this.carrier.asked.filter((one) => one.method === 'POST' && which(one))[nth - 1]),
      patienceMs,
    ) as Promise<Asked>;
  }

  /** What the carrier was asked to change of a party, in order: `Hold=true`, `Hold=false`. */
  holdsAsked(call: StagedCall): string[] {
    return this.carrier.asked
      .filter(({ method, path }) => method === 'POST' && path.includes(`/Participants/${call.callSid}`))
      .map(({ form }) => String(form.get('Hold')));
  }

  private get first(): ApiClient {
    return this.agents[0] as ApiClient;
  }

  private async legOf(callSid: string, agentId: string): Promise<string> {
    return (await until(async () => {
      const { rows } = await this.rows.query<{ call_sid: string }>(
        `SELECT leg.call_sid FROM voice.leg JOIN voice.call ON call.id = leg.call_id
         WHERE call.call_sid = $1 AND leg.agent_id = $2 ORDER BY leg.ended_at NULLS FIRST LIMIT 1`,
        [callSid, agentId],
      );
      return rows[0]?.call_sid;
    }, patienceMs)) as string;
  }

  private async offerTo(agent: ApiClient, callSid: string): Promise<OfferView> {
    return (await until(async () => {
      const { rows } = await this.rows.query<OfferView>(
        `SELECT offer.id, offer.interaction_id AS "interactionId", offer.ticket_id AS "ticketId" FROM routing.offer
         JOIN tickets.interaction ON interaction.id = offer.interaction_id
         WHERE offer.agent_id = $1 AND offer.state = 'made' AND interaction.thread_key = 'call:' || $2`,
        [agent.agentId, callSid],
      );
      return rows[0];
    }, patienceMs)) as OfferView;
  }

  about(callSid: string): Record<string, string> {
    return {
      AccountSid: account.TWILIO_ACCOUNT_SID,
      CallSid: callSid,
      CallStatus: 'in-progress',
      Direction: 'inbound',
      From: '+33612345678',
      To: '+15005550100',
    };
  }

  /** A webhook of this call, signed; answers the document. */
  ask(call: StagedCall, path: string, body: Record<string, string> = {}): Promise<string> {
    return this.hook(path, { ...this.about(call.callSid), ...body });
  }

  /** What the carrier would ask of us, signed as it would; answers the document. */
  async hook(path: string, body: Record<string, string>): Promise<string> {
    const base = `http://localhost:${this.app.port}`;
    const answer = await fetch(this.app.url + path, {
      method: 'POST',
      headers: { 'x-twilio-signature': sign(account.TWILIO_AUTH_TOKEN, base + path, body) },
      body: new URLSearchParams(body),
    });
    const document = await answer.text();
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${document}`);
    return document;
  }
}

function conferenceOf(interactionId: string): string {
  return `CF${interactionId.replaceAll('-', '')}`;
}
