/** What we ask of the carrier about the recording of a call: make it, stop it, hand it over, delete it. */
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Injectable } from '@nestjs/common';
import { VoiceUrls } from '../twiml/voice-urls.js';
import { Carrier, isGone } from './carrier.js';
import { CarrierAccount } from './carrier-account.js';

/** As the carrier answers it; it may say 200 and have done something else. */
export type CarrierRecordingState = string;

/** Hours of sound come over a slow line: the time until it begins, and until it is whole. */
const fetchTimeoutMs = 10 * 60_000;
const sidShape = /^RE[0-9A-Za-z]{1,62}$/;

@Injectable()
export class RecordingCarrier {
  constructor(
    private readonly carrier: Carrier,
    private readonly place: CarrierAccount,
    private readonly urls: VoiceUrls,
  ) {}

  /** On the customer's own line: channel 1 is what they say, channel 2 what they hear of us. Answers the recording's id. */
  async start(lineSid: string, callSid: string): Promise<string> {
    const client = await this.carrier.client();
    const recording = await client.calls(lineSid).recordings.create({
      recordingChannels: 'dual',
      recordingTrack: 'both',
      recordingStatusCallback: this.urls.callRecording(callSid),
      recordingStatusCallbackMethod: 'POST',
      recordingStatusCallbackEvent: ['in-progress', 'completed', 'absent'],
    });
    return recording.sid;
  }

  /** One that was begun by an order whose answer was lost. */
  async findRunning(lineSid: string): Promise<string | null> {
    const client = await this.carrier.client();
    const list = await client.calls(lineSid).recordings.list({ limit: 20 });
    return list.find(({ status }) => status === 'in-progress' || status === 'paused')?.sid ?? null;
  }

  /** Answers the state the carrier says it is in then; null when there is nothing to change any more. */
  async change(
    lineSid: string,
    sid: string,
    status: 'in-progress' | 'paused' | 'stopped',
  ): Promise<CarrierRecordingState | null> {
    const client = await this.carrier.client();
    // Nothing of a pause is kept, not even how long it was silent.
    const pause = status === 'paused' ? { pauseBehavior: 'skip' } : {};
    try {
      return (
        await client
          .calls(lineSid)
          .recordings(sid)
          .update({ status, ...pause })
      ).status;
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  }

  /** Said to this one party only, by a document of ours. False when they are not in the conference any more. */
  async announce(conferenceSid: string, lineSid: string, url: string): Promise<boolean> {
    const client = await this.carrier.client();
    try {
      await client
        .conferences(conferenceSid)
        .participants(lineSid)
        .update({ announceUrl: url, announceMethod: 'POST' });
      return true;
    } catch (error) {
      if (isGone(error)) return false;
      throw error;
    }
  }

  /** The sound (WAV, two channels), whose id only names it: the address is ours alone. Throws while it is not there yet. */
  async sound(sid: string): Promise<Readable> {
    if (!sidShape.test(sid)) throw new Error('not the id of a recording');
    const { account, apiBase } = this.place;
    const base = apiBase ?? (await this.carrier.client()).api.baseUrl;
    const path = `/2010-04-01/Accounts/${account.accountSid}/Recordings/${sid}.wav?RequestedChannels=2`;
    const authorization = `Basic ${Buffer.from(`${account.apiKey}:${account.apiSecret}`).toString('base64')}`;
    const answer = await fetch(new URL(path, base), {
      headers: { authorization },
      signal: AbortSignal.timeout(fetchTimeoutMs),
    });
    if (answer.ok && answer.body) return Readable.fromWeb(answer.body as ReadableStream);
    await answer.body?.cancel();
    throw new Error(`the carrier answered ${answer.status} for a recording`);
  }

  /** Gone for good; what it does not know any more is gone too. */
  async remove(sid: string): Promise<void> {
    try {
      await (await this.carrier.client()).recordings(sid).remove();
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
}
