/** The customer's side of the mail demo: write to the support mailbox through the real SMTP door, read what would have been sent. */
import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { Problem } from '@lib/contracts';
import { Database } from '@lib/database';
import { ApiContract, CONFIG, newId, Public, ZodPipe, type Config } from '@lib/platform';
import { createTransport } from 'nodemailer';
import { z } from 'zod';
import { normalMessageId } from '../reading/mail-ids.js';

const DemoMail = z.object({
  from: z.email().max(320),
  name: z.string().trim().max(200).optional(),
  subject: z.string().max(500),
  text: z.string().min(1).max(50_000),
  inReplyTo: z.string().max(998).optional(),
  references: z.array(z.string().max(998)).max(20).optional(),
  /** Default: the support mailbox; a reply goes to the Reply-To it was given. */
  to: z.email().max(320).optional(),
});
const DemoMailAnswer = z.object({ messageId: z.string() });
const OutboxAnswer = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      from: z.string(),
      fromName: z.string(),
      to: z.array(z.string()),
      subject: z.string(),
      text: z.string(),
      html: z.string().nullable(),
      messageId: z.string(),
      replyTo: z.string(),
      inReplyTo: z.string().nullable(),
      references: z.array(z.string()),
      at: z.iso.datetime(),
    }),
  ),
});

@Public()
@Controller('api/demo')
export class DemoMailController {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('mail')
  @HttpCode(202)
  @ApiContract({
    summary: 'Demo only: write a mail as a customer',
    body: DemoMail,
    answer: DemoMailAnswer,
    status: 202,
  })
  async write(
    @Body(new ZodPipe(DemoMail)) mail: z.infer<typeof DemoMail>,
  ): Promise<z.infer<typeof DemoMailAnswer>> {
    this.demoOnly();
    if (this.config.SMTP_IN_PORT === 0) throw new Problem('not-ready', 'The mail door is closed');
    const messageId = `${newId()}@${mail.from.slice(mail.from.lastIndexOf('@') + 1)}`;
    const transport = createTransport({
      host: this.config.SMTP_IN_HOST ?? this.config.HOST,
      port: this.config.SMTP_IN_PORT,
      ignoreTLS: true,
    });
    try {
      await transport.sendMail({
        messageId: `<${messageId}>`,
        from: { name: mail.name ?? '', address: mail.from },
        to: { name: '', address: mail.to ?? this.config.SUPPORT_MAILBOX },
        subject: mail.subject,
        text: mail.text,
        inReplyTo: mail.inReplyTo && `<${normalMessageId(mail.inReplyTo)}>`,
        references: mail.references?.map((id) => `<${normalMessageId(id)}>`),
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    } catch (error) {
      throw new Problem('not-ready', error instanceof Error ? error.message : undefined);
    } finally {
      transport.close();
    }
    return { messageId };
  }

  @Get('outbox')
  @ApiContract({ summary: 'Demo only: what would have been sent, newest first', answer: OutboxAnswer })
  async outbox(): Promise<z.infer<typeof OutboxAnswer>> {
    this.demoOnly();
    const rows = await this.database.query<{
      id: string;
      from: string;
      to: string[];
      subject: string;
      text: string;
      html: string | null;
      headers: {
        fromName: string;
        messageId: string;
        replyTo: string;
        inReplyTo: string | null;
        references: string[];
      };
      at: Date;
    }>(
      `SELECT message_id AS id, from_address AS "from", recipients AS "to", subject, text, html, headers, at
       FROM email.sandbox_mail ORDER BY at DESC LIMIT 100`,
    );
    return {
      items: rows.map(({ headers, at, ...row }) => ({
        ...row,
        fromName: headers.fromName,
        messageId: headers.messageId,
        replyTo: headers.replyTo,
        inReplyTo: headers.inReplyTo && normalMessageId(headers.inReplyTo),
        references: headers.references.map(normalMessageId),
        at: at.toISOString(),
      })),
    };
  }

  private demoOnly(): void {
    if (!this.config.GUICHET_DEMO) throw new Problem('not-found');
  }
}
