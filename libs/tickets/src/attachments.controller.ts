/** Files of a ticket: uploaded before they are sent, downloaded only with a right to its ticket. */
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { Attachment, Problem, ReleaseAttachment } from '@lib/contracts';
import { Database } from '@lib/database';
import {
  ApiContract,
  CurrentAgent,
  FileStore,
  newId,
  storableText,
  VirusScanner,
  ZodPipe,
  type Principal,
} from '@lib/platform';
import type {} from '@fastify/multipart';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { AttachmentFiles } from './attachment-files.js';
import { sendFile } from './file-answer.js';

export const MAX_ATTACHMENT_BYTES = 25 * 1024 * 1024;

@Controller('api/attachments')
export class AttachmentsController {
  constructor(
    private readonly database: Database,
    private readonly files: FileStore,
    private readonly attachments: AttachmentFiles,
    private readonly viruses: VirusScanner,
  ) {}

  @Post()
  @ApiContract({
    summary: 'Upload a file to send later; one with a virus in it is refused',
    answer: Attachment,
    status: 201,
    consumes: 'multipart/form-data',
  })
  async upload(
    @CurrentAgent() agent: Principal,
    @Req() request: FastifyRequest,
  ): Promise<z.infer<typeof Attachment>> {
    const part = await request.file({ limits: { fileSize: MAX_ATTACHMENT_BYTES, files: 1 } });
    if (!part)
      throw new Problem('invalid-input', 'One file is needed', [{ path: 'file', message: 'missing' }]);
    const stored = await this.files.put(part.file);
    if (part.file.truncated) throw new Problem('too-large', `At most ${MAX_ATTACHMENT_BYTES} bytes`);
    const scan = await this.viruses.scan(() => this.files.open(stored.sha256));
    // Nobody may want to send it on, so nothing is kept of which an administrator could say so.
    if (scan.verdict === 'infected') throw new Problem('attachment-infected', scan.detail ?? undefined);
    const file = {
      id: newId(),
      name: fileName(part.filename),
      type: part.mimetype.slice(0, 255),
      size: stored.size,
    };
    await this.database.query(
      `INSERT INTO tickets.attachment (id, uploaded_by, sha256, name, type, size, scan_verdict, scan_detail)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        ...[file.id, agent.agentId, stored.sha256, file.name, file.type, file.size],
        ...[scan.verdict, scan.detail],
      ],
    );
    return file;
  }

  @Get(':id')
  @ApiContract({ summary: 'Download', produces: 'application/octet-stream' })
  async download(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Query('inline') inline: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const file = await this.attachments.toOpen(agent, id);
    await sendFile(reply, this.files, file, inline === '1');
  }

  @Post(':id/release')
  @HttpCode(204)
  @ApiContract({
    summary: 'Let a file be opened in which a virus was found, or no longer',
    body: ReleaseAttachment,
    status: 204,
  })
  async release(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(ReleaseAttachment)) body: ReleaseAttachment,
  ): Promise<void> {
    await this.attachments.release(agent, id, body);
  }
}

function fileName(given: string): string {
  const name = storableText(given.normalize('NFC'))
    .replace(/[\u0000-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060\ufeff/\\]/g, '')
    .trim();
  return name.slice(0, 200) || 'file';
}
