/** The upload door and the mail log for administrators; supervisors may read. */
import { pipeline, Transform, type Readable } from 'node:stream';
import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Req, Res } from '@nestjs/common';
import { MailRecord, Problem, SenderTrust, SpamVerdict } from '@lib/contracts';
import { ApiContract, CurrentAgent, FileStore, requireRole, ZodPipe, type Principal } from '@lib/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { MailStore } from '../mail-store.js';
import { Mailboxes } from '../mailboxes.js';
import { normalMessageId } from '../reading/mail-ids.js';
import { MailLog } from './mail-log.js';

const MAX_BYTES = 100 * 1024 * 1024;

const UploadQuery = z.object({ mailbox: z.email().max(320).optional() });
const UploadAnswer = z.object({ id: z.uuid() });

const LogQuery = z.object({
  state: MailRecord.shape.state.optional(),
  messageId: z
    .string()
    .max(1_000)
    .optional()
    .transform((id) => (id === undefined ? undefined : normalMessageId(id))),
  address: z.string().trim().toLowerCase().max(320).optional(),
  trust: SenderTrust.optional(),
  spam: SpamVerdict.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.uuid().optional(),
});
const LogPage = z.object({ items: z.array(MailRecord), nextCursor: z.string().nullable() });

@Controller('api/admin/mail')
export class MailLogController {
  constructor(
    private readonly log: MailLog,
    private readonly store: MailStore,
    private readonly mailboxes: Mailboxes,
    private readonly files: FileStore,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiContract({
    summary: 'Bring in a mail as raw bytes',
    query: UploadQuery,
    answer: UploadAnswer,
    status: 202,
    consumes: 'message/rfc822',
  })
  async upload(
    @CurrentAgent() agent: Principal,
    @Query(new ZodPipe(UploadQuery)) query: z.infer<typeof UploadQuery>,
    @Req() request: FastifyRequest,
  ): Promise<z.infer<typeof UploadAnswer>> {
    requireRole(agent, 'admin');
    const mailbox = query.mailbox
      ? await this.mailboxes.forRecipient(query.mailbox)
      : ((await this.mailboxes.list())[0] ?? null);
    if (!mailbox) throw new Problem('invalid-input', 'No such mailbox');
    const source = rawBody(request);
    const id = await this.store.keep(source, {
      mailboxId: mailbox.id,
      door: 'upload',
      envelope: { from: null, to: [] },
    });
    return { id };
  }

  @Get()
  @ApiContract({ summary: 'What became of each mail', query: LogQuery, answer: LogPage })
  page(
    @CurrentAgent() agent: Principal,
    @Query(new ZodPipe(LogQuery)) query: z.infer<typeof LogQuery>,
  ): Promise<z.infer<typeof LogPage>> {
    requireRole(agent, 'admin', 'supervisor');
    return this.log.page(query);
  }

  @Get(':id')
  @ApiContract({ summary: 'What became of one mail', answer: MailRecord })
  one(@CurrentAgent() agent: Principal, @Param('id', ParseUUIDPipe) id: string): Promise<MailRecord> {
    requireRole(agent, 'admin', 'supervisor');
    return this.log.one(id);
  }

  @Get(':id/raw')
  @ApiContract({ summary: 'The raw source as it came', produces: 'message/rfc822' })
  async raw(
    @CurrentAgent() agent: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    requireRole(agent, 'admin');
    const { sha256, size } = await this.log.one(id);
    await reply
      .header('content-type', 'application/octet-stream')
      .header('content-length', size)
      .header('content-disposition', `attachment; filename="${id}.eml"`)
      .header('x-content-type-options', 'nosniff')
      .send(this.files.open(sha256));
  }
}

/** An upload that is too long or breaks off ends the reading with an error, so that nothing half is kept. */
function limited(body: Readable): Readable {
  let size = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > MAX_BYTES) done(new Problem('too-large'));
      else done(null, chunk);
    },
  });
  return pipeline(body, measure, () => undefined);
}

/** The adapter hands message/rfc822 bodies over unread. */
function rawBody(request: FastifyRequest): Buffer | Readable {
  const body: unknown = request.body;
  if (Buffer.isBuffer(body) && body.length > 0) return body;
  if (body !== null && typeof body === 'object' && 'pipe' in body) return limited(body as Readable);
  throw new Problem('invalid-input', 'Send the raw mail as message/rfc822');
}
