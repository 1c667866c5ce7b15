/** Carries out what was decided: looks at the call as it is now, and asks the carrier only for what still makes sense. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Wakeups, WorkLoop } from '@lib/bus';
import { crashPoint, logger } from '@lib/platform';
import { CallRecords, type CallRow } from '../calls/call-records.js';
import { phaseOf } from '../calls/call-state.js';
import { MessageCalls } from '../messages/message-calls.js';
import { CallRecordings } from '../recordings/call-recordings.js';
import { RecordingKeeper } from '../recordings/recording-keeper.js';
import { VoiceUrls } from '../twiml/voice-urls.js';
import { Carrier, isRefused } from './carrier.js';
import { CarrierJobs, maxAttempts, type ClaimedJob } from './carrier-jobs.js';
import { OutgoingCalls } from './outgoing-calls.js';

const log = logger('voice');

@Injectable()
export class CarrierJobRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop = new WorkLoop('voice-jobs', 250, () => this.runOne());

  constructor(
    private readonly jobs: CarrierJobs,
    private readonly records: CallRecords,
    private readonly carrier: Carrier,
    private readonly messages: MessageCalls,
    private readonly recordings: CallRecordings,
    private readonly keeper: RecordingKeeper,
    private readonly urls: VoiceUrls,
    private readonly wakeups: Wakeups,
    private readonly outgoing: OutgoingCalls,
  ) {}

  onApplicationBootstrap(): void {
    this.wakeups.on('voice-job', () => this.loop.poke());
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async runOne(): Promise<boolean> {
    const job = await this.jobs.claim();
    if (!job) return false;
    try {
      await this.run(job);
      crashPoint('after-carrier-job');
      await this.jobs.done(job.id);
    } catch (error) {
      await this.failed(job, error);
    }
    return true;
  }

  private async run({ ask, attempts }: ClaimedJob): Promise<void> {
    if (ask.kind === 'hang-up') return void (await this.carrier.hangUp(ask.callSid));
    if (ask.kind === 'end-conference') return void (await this.carrier.endConference(ask.interactionId));
    if (ask.kind === 'fetch-message') return this.messages.take(ask.callSid, ask.recordingSid, ask.seconds);
    if (ask.kind === 'fetch-recording') return this.keeper.fetch(ask.recordingId);
    if (ask.kind === 'start-recording') return this.recordings.start(ask.callSid, attempts > 1);
    const call = await this.records.find(ask.callSid);
    if (!call) return;
    if (ask.kind === 'hang-up-customer')
      return void (call.carrierSid && (await this.carrier.hangUp(call.carrierSid)));
    if (ask.kind === 'stop-recording') return this.recordings.stop(call);
    const phase = phaseOf(call.state);
    if (phase === 'ended') return;
    if (ask.kind === 'join-caller' && phase === 'joining') return this.bringIn(call, attempts);
    if (!call.carrierSid) return;
    if (ask.kind === 'resume' && call.state.conference)
      await this.carrier.hold(call.state.conference.sid, call.carrierSid, null);
    if (ask.kind === 'announce-recording') await this.recordings.announce(call);
    if (ask.kind === 'take-message' && phase === 'waiting')
      await this.carrier.redirect(call.carrierSid, this.urls.message(ask.callSid));
    if (ask.kind === 'ask-number' && phase === 'waiting')
      await this.carrier.redirect(call.carrierSid, this.urls.callback(ask.callSid, 0));
    const alone = phase === 'waiting' || phase === 'connecting';
    if (ask.kind === 'release-caller' && alone)
      await this.carrier.redirect(call.carrierSid, this.urls.after(ask.callSid));
  }

  /** Who called is waiting and is moved; whom we call is called now that the agent is there. */
  private async bringIn(call: CallRow, attempts: number): Promise<void> {
    if (call.direction === 'outbound') await this.outgoing.callCustomer(call, attempts > 1);
    else if (call.carrierSid) await this.carrier.redirect(call.carrierSid, this.urls.join(call.callSid));
  }

  private async failed(job: ClaimedJob, error: unknown): Promise<void> {
    const reason = error instanceof Error ? error.message : String(error);
    // Until it stops the carrier goes on recording: there is no last time.
    const final = job.ask.kind !== 'stop-recording' && (isRefused(error) || job.attempts >= maxAttempts);
    log.warn({ err: error, job: job.id, kind: job.ask.kind, final }, 'the carrier did not do as asked');
    if (final) {
      if (job.ask.kind === 'join-caller') await this.outgoing.failed(job.ask.callSid);
      if (job.ask.kind === 'start-recording') await this.recordings.notStarted(job.ask.callSid);
      await this.jobs.done(job.id, reason);
    } else await this.jobs.postpone(job, reason);
  }
}
