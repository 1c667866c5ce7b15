/** What we ask of the carrier, in our words; one adapter for the provider and for the embedded carrier, which speak the same. */
import { Injectable } from '@nestjs/common';
import type { CallRole, ListeningMode } from '@lib/contracts';
import type { Twilio } from 'twilio';
import { conferenceName } from '../twiml/documents.js';
import { VoiceUrls } from '../twiml/voice-urls.js';
import { legStatuses, type LegStatus } from '../calls/call-state.js';
import { CarrierAccount } from './carrier-account.js';
import { redirectedClient } from './redirected-client.js';

export type ColleagueRole = Exclude<CallRole, 'customer'>;

export interface AgentLegOrder {
  callSid: string;
  /** What they are to the call; absent: its agent. */
  role?: ColleagueRole;
  interactionId: string;
  agentId: string;
  offerId: string | null;
  ticketNumber: string | null;
  /** Our own number, or the client id, that the agent's phone shows as calling. */
  from: string;
}

export const ringSeconds = 20;
/** Long enough to find one's telephone, short of most voicemails. */
const ringCustomerSeconds = 30;
const customerLabel = 'customer';
const requestTimeoutMs = 8_000;
const fetchTimeoutMs = 20_000;
/** Three minutes of telephone sound are 3 MB. */
const largestSound = 8_000_000;

@Injectable()
export class Carrier {
  private connected: Promise<Twilio> | undefined;

  constructor(
    private readonly place: CarrierAccount,
    private readonly urls: VoiceUrls,
  ) {}

  /** The SDK's REST part is the largest package of all: it is read when the carrier is first asked for something. */
  client(): Promise<Twilio> {
    return (this.connected ??= this.connect());
  }

  private async connect(): Promise<Twilio> {
    const { default: sdk } = await import('twilio');
    const { account, apiBase } = this.place;
    // 429 may be tried again at once: nothing was done. A time-out may not: it is not known what was done.
    const options = { timeout: requestTimeoutMs, autoRetry: true, maxRetries: 3 };
    const httpClient = apiBase ? redirectedClient(sdk, apiBase, options) : new sdk.RequestClient(options);
    return sdk(account.apiKey, account.apiSecret, { accountSid: account.accountSid, httpClient });
  }

  /** Rings the agent's phone into the conference; answers the new leg's id. */
  async ringAgent(order: AgentLegOrder): Promise<string> {
    const client = await this.client();
    const participant = await client.conferences(conferenceName(order.interactionId)).participants.create({
      to: agentPhone(order),
      from: order.from,
      label: labelOf(order.role ?? 'agent', order.agentId),
      // Who comes to listen is heard by nobody, and begins no conference of their own should this one be over.
      ...(order.role === 'supervisor' && { muted: true }),
      startConferenceOnEnter: order.role !== 'supervisor',
      // Nobody's leaving ends it for the others: the last one to leave the customer is found in our own state.
      endConferenceOnExit: false,
      waitUrl: '',
      earlyMedia: true,
      beep: 'false',
      timeout: ringSeconds,
      ...this.callbacks(this.urls.leg(order)),
    });
    return participant.callSid;
  }

  /** Rings the customer of a call we make into the conference; answers the new line's id. */
  async ringCustomer(order: {
    callSid: string;
    interactionId: string;
    to: string;
    from: string;
  }): Promise<string> {
    const client = await this.client();
    const participant = await client.conferences(conferenceName(order.interactionId)).participants.create({
      to: order.to,
      from: order.from,
      label: customerLabel,
      startConferenceOnEnter: true,
      endConferenceOnExit: false,
      waitUrl: '',
      // The agent hears it ring, as one does on the telephone.
      earlyMedia: true,
      beep: 'false',
      timeout: ringCustomerSeconds,
      ...this.callbacks(this.urls.customerLeg(order.callSid)),
    });
    return participant.callSid;
  }

  findCustomer(interactionId: string): Promise<string | null> {
    return this.findLabelled(interactionId, customerLabel);
  }

  /** Each creator names the same conference callback: the carrier keeps the first one's and drops the others. */
  private callbacks(leg: string) {
    return {
      statusCallback: leg,
      statusCallbackMethod: 'POST',
      statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
      conferenceStatusCallback: this.urls.conference(),
      conferenceStatusCallbackMethod: 'POST',
      conferenceStatusCallbackEvent: [
        'start',
        'end',
        'join',
        'leave',
        'mute',
        'hold',
        'modify',
        'announcement',
      ],
    };
  }

  /** A creation whose answer was lost is looked for before it is tried again: a retry would ring the agent twice. */
  findAgentLeg(
    interactionId: string,
    agentId: string,
    role: ColleagueRole = 'agent',
  ): Promise<string | null> {
    return this.findLabelled(interactionId, labelOf(role, agentId));
  }

  private async findLabelled(interactionId: string, label: string): Promise<string | null> {
    const client = await this.client();
    for (const conference of await this.liveConferences(interactionId)) {
      const participants = await client.conferences(conference).participants.list({ limit: 50 });
      const found = participants.find((participant) => participant.label === label);
      if (found) return found.callSid;
    }
    return null;
  }

  /** Puts a party on hold with our music, or back. False when it is not in the conference any more. */
  async hold(conferenceSid: string, callSid: string, music: string | null): Promise<boolean> {
    const party = (await this.client()).conferences(conferenceSid).participants(callSid);
    const change = music === null ? { hold: false } : { hold: true, holdUrl: music, holdMethod: 'POST' };
    return unlessGone(party.update({ ...change, endConferenceOnExit: false }));
  }

  /**
   * How a supervisor is heard; `agentSid` is whose ear a whisper is for. One request, so that nothing is heard in between.
   * False when the supervisor is not in the conference any more.
   */
  async setListening(
    conferenceSid: string,
    callSid: string,
    mode: ListeningMode,
    agentSid: string,
  ): Promise<boolean> {
    const party = (await this.client()).conferences(conferenceSid).participants(callSid);
    const change =
      mode === 'whisper'
        ? { muted: false, coaching: true, callSidToCoach: agentSid }
        : { muted: mode === 'listen', coaching: false };
    return unlessGone(party.update({ ...change, endConferenceOnExit: false }));
  }

  /** Null when the party is not in the conference, or the conference is over. */
  async isHeld(conferenceSid: string, callSid: string): Promise<boolean | null> {
    try {
      const party = await (await this.client()).conferences(conferenceSid).participants(callSid).fetch();
      return typeof party.hold === 'boolean' ? party.hold : null;
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  }

  async redirect(callSid: string, url: string): Promise<boolean> {
    return unlessGone((await this.client()).calls(callSid).update({ url, method: 'POST' }));
  }

  /** The sound of a recording (WAV, at most 8 MB), whose id only names it: the address is ours alone. */
  async recording(sid: string): Promise<Buffer> {
    if (!/^RE[0-9A-Za-z]{1,62}$/.test(sid)) throw new Error('not the id of a recording');
    const { account, apiBase } = this.place;
    const base = apiBase ?? (await this.client()).api.baseUrl;
    const url = new URL(`/2010-04-01/Accounts/${account.accountSid}/Recordings/${sid}.wav`, base);
    const authorization = `Basic ${Buffer.from(`${account.apiKey}:${account.apiSecret}`).toString('base64')}`;
    const answer = await fetch(url, {
      headers: { authorization },
      signal: AbortSignal.timeout(fetchTimeoutMs),
    });
    const size = Number(answer.headers.get('content-length') ?? 0);
    if (answer.ok && size <= largestSound) return Buffer.from(await answer.arrayBuffer());
    await answer.body?.cancel();
    // Not finished yet, or taken away: tried again for a while, then given up for good.
    throw new Error(`the carrier answered ${answer.status} for a recording`);
  }

  async hangUp(callSid: string): Promise<boolean> {
    return unlessGone((await this.client()).calls(callSid).update({ status: 'completed' }));
  }

  async endConference(interactionId: string): Promise<boolean> {
    const client = await this.client();
    let ended = false;
    for (const sid of await this.liveConferences(interactionId))
      ended = (await unlessGone(client.conferences(sid).update({ status: 'completed' }))) || ended;
    return ended;
  }

  /** Null when the carrier does not know the call. */
  async statusOf(callSid: string): Promise<{ status: LegStatus; durationSeconds: number | null } | null> {
    try {
      const call = await (await this.client()).calls(callSid).fetch();
      const status = legStatuses.find((known) => known === call.status);
      return status ? { status, durationSeconds: Number.parseInt(call.duration, 10) || null } : null;
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  }

  /**
   * Asks the embedded carrier's own health door, which needs no SDK. Throws when it is not there or not well; without a
   * base of our own (the provider itself) there is nothing to ask.
   */
  async ping(): Promise<void> {
    const { apiBase } = this.place;
    if (!apiBase) return;
    const answer = await fetch(new URL('/health', apiBase), {
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`the carrier answered ${answer.status}`);
  }

  private async liveConferences(interactionId: string): Promise<string[]> {
    const list = await (
      await this.client()
    ).conferences.list({
      friendlyName: conferenceName(interactionId),
      limit: 20,
    });
    return list.filter((conference) => conference.status !== 'completed').map((conference) => conference.sid);
  }
}

export function agentIdentity(agentId: string): string {
  return `agent-${agentId}`;
}

/** Labels say what a party is: the carrier repeats them in every event about it. */
const labelWords: Record<ColleagueRole, string> = {
  agent: 'agent',
  guest: 'guest',
  supervisor: 'supervisor',
};

export function labelOf(role: ColleagueRole, agentId: string): string {
  return `${labelWords[role]}-${agentId}`;
}

export function partyOfLabel(label: string): { role: ColleagueRole; agentId: string } | null {
  const [, word, agentId] = /^(agent|guest|supervisor)-([0-9a-f]{8}-[0-9a-f-]{27})$/.exec(label) ?? [];
  const role = (Object.keys(labelWords) as ColleagueRole[]).find((each) => labelWords[each] === word);
  return role && agentId ? { role, agentId } : null;
}

/** Custom parameters travel to the softphone, which answers by itself only when it knows the interaction. */
function agentPhone(order: AgentLegOrder): string {
  const parameters = new URLSearchParams({ interactionId: order.interactionId });
  if (order.ticketNumber) parameters.set('ticketNumber', order.ticketNumber);
  return `client:${agentIdentity(order.agentId)}?${parameters.toString()}`;
}

/** The call or party is no more: a normal race, not a failure. */
export function isGone(error: unknown): boolean {
  const { status, code } = codesOf(error);
  return status === 404 || code === 20404 || code === 21220;
}

/** Whose ear a whisper is for is not in the conference any more. */
export function isCoachGone(error: unknown): boolean {
  const { code } = codesOf(error);
  return code === 16028 || code === 13240;
}

/** The carrier understood and said no; asking the same again would get the same answer. */
export function isRefused(error: unknown): boolean {
  const { status } = codesOf(error);
  return status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429;
}

export function codesOf(error: unknown): { status?: number; code?: number } {
  if (typeof error !== 'object' || error === null) return {};
  const { status, code } = error as { status?: unknown; code?: unknown };
  return {
    status: typeof status === 'number' ? status : undefined,
    code: typeof code === 'number' ? code : undefined,
  };
}

async function unlessGone(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}
