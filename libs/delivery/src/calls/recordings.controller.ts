/** Recordings over HTTP: what a player shows, the sound in the parts it asks for, and how far somebody listened. */
import { Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Param, Put, Query, Req, Res } from '@nestjs/common';
import { HeardSoFar, Problem, SoundQuery, StoredRecording } from '@lib/contracts';
import { ApiContract, CurrentAgent, RecordingStore, ZodPipe, type Principal } from '@lib/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { byteRange, isStill } from './byte-range.js';
import { Playbacks } from './playbacks.js';
import { RecordingsService, type Sound } from './recordings.service.js';

@Controller('api/recordings')
export class RecordingsController {
  constructor(
    private readonly recordings: RecordingsService,
    private readonly playbacks: Playbacks,
    private readonly store: RecordingStore,
  ) {}

  @Get(':id')
  @ApiContract({
    summary: 'The recording of a call: its waveform, its pauses, and who listened to it',
    answer: StoredRecording,
  })
  view(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<StoredRecording> {
    return this.recordings.view(agent, id);
  }

  /** Also asked with HEAD, which sends no sound, so that nobody listened. */
  @Get(':id/sound')
  @ApiContract({
    summary: 'Listen to a recording, whole or by byte ranges; each listening is kept with who and when',
    query: SoundQuery,
    produces: 'audio/wav',
  })
  async sound(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Query(new ZodPipe(SoundQuery)) { playback }: SoundQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const sound = await this.recordings.sound(agent, id);
    const { range: asked, 'if-range': ifRange } = request.headers;
    const still = typeof ifRange !== 'string' || isStill(ifRange, sound.etag);
    // HEAD knows no ranges (RFC 9110 §14.2).
    const range = still && request.method === 'GET' ? byteRange(asked, sound.size) : null;
    if (range === 'beyond') {
      void reply.header('content-range', `bytes */${sound.size}`);
      throw new Problem('range-not-satisfiable');
    }
    if (request.method === 'GET') await this.playbacks.sounded(agent, sound.id, playback);
    this.describe(reply, sound, 'inline');
    if (!range) return this.send(request, reply, sound);
    await reply
      .status(206)
      .header('content-range', `bytes ${range.start}-${range.end}/${sound.size}`)
      .header('content-length', range.end - range.start + 1)
      .send(this.store.open(sound.id, range));
  }

  @Get(':id/download')
  @ApiContract({
    summary: 'Keep a file of a recording: administrators alone; each is kept with who and when',
    produces: 'audio/wav',
  })
  async download(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const sound = await this.recordings.download(agent, id, request.method === 'HEAD');
    this.describe(reply, sound, 'attachment');
    await this.send(request, reply, sound);
  }

  private describe(reply: FastifyReply, { etag, name }: Sound, shown: 'inline' | 'attachment'): void {
    void reply
      .header('content-type', 'audio/wav')
      .header('accept-ranges', shown === 'inline' ? 'bytes' : 'none')
      .header('etag', etag)
      .header('content-disposition', `${shown}; filename="${name}"`)
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('x-content-type-options', 'nosniff')
      .header('cross-origin-resource-policy', 'same-origin')
      .header('cache-control', 'private, no-store');
  }

  private async send({ method }: FastifyRequest, reply: FastifyReply, { id, size }: Sound): Promise<void> {
    // An empty body would be given a length of its own, an empty stream is not.
    await reply
      .header('content-length', size)
      .send(method === 'HEAD' ? Readable.from([]) : this.store.open(id));
  }
}

@Controller('api/playbacks')
export class PlaybacksController {
  constructor(private readonly playbacks: Playbacks) {}

  @Put(':id')
  @HttpCode(204)
  @ApiContract({
    summary: 'How much of it I heard: the first second and the furthest',
    body: HeardSoFar,
    status: 204,
  })
  async heard(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(HeardSoFar)) body: HeardSoFar,
  ): Promise<void> {
    await this.playbacks.heard(agent, id, body);
  }
}
