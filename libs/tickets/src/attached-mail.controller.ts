/** A mail that is a file of a ticket, opened by the right to that file: its words, its own files, and the mails inside it. */
import { Controller, Get, Inject, Optional, Param, Query, Res } from '@nestjs/common';
import { AttachedMailView, isAttachedMail, OpenAttachedMail, OpenInsideFile, Problem } from '@lib/contracts';
import {
  ApiContract,
  ATTACHED_MAILS,
  CurrentAgent,
  FileStore,
  ZodPipe,
  type AttachedMails,
  type MailFile,
  type Principal,
} from '@lib/platform';
import type { FastifyReply } from 'fastify';
import { AttachmentFiles } from './attachment-files.js';
import { sendFile } from './file-answer.js';

@Controller('api/attachments')
export class AttachedMailController {
  constructor(
    private readonly attachments: AttachmentFiles,
    private readonly files: FileStore,
    @Optional() @Inject(ATTACHED_MAILS) private readonly mails: AttachedMails | null,
  ) {}

  @Get(':id/mail')
  @ApiContract({
    summary: 'A file that is a mail, opened; with `inside` a mail that is a file of it',
    query: OpenAttachedMail,
    answer: AttachedMailView,
  })
  async open(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Query(new ZodPipe(OpenAttachedMail)) { inside = [] }: OpenAttachedMail,
  ): Promise<AttachedMailView> {
    const file = await this.mail(agent, id);
    return this.reader().open(file, inside);
  }

  @Get(':id/inside')
  @ApiContract({
    summary: 'Download a file of a mail that is itself a file',
    query: OpenInsideFile,
    produces: 'application/octet-stream',
  })
  async download(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Query(new ZodPipe(OpenInsideFile)) { file: place, inline }: OpenInsideFile,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const file = await this.mail(agent, id);
    await sendFile(reply, this.files, await this.reader().fileIn(file, place), inline === '1');
  }

  private async mail(agent: Principal, id: string): Promise<MailFile> {
    const file = await this.attachments.toOpen(agent, id);
    if (!isAttachedMail(file)) throw new Problem('not-found', 'This file is no mail');
    return file;
  }

  /** A service without the mail rooms reads no mail. */
  private reader(): AttachedMails {
    if (!this.mails) throw new Problem('not-ready');
    return this.mails;
  }
}
