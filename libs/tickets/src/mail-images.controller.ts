/** Pictures that a mail names but does not bring: fetched by us when an agent asks for them, so that nobody learns who read it and where. */
import { Controller, Get, Param, ParseUUIDPipe, Query, Res } from '@nestjs/common';
import { Problem } from '@lib/contracts';
import { Database } from '@lib/database';
import { ApiContract, CurrentAgent, fetchPicture, ZodPipe, type Principal } from '@lib/platform';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { remotePictures } from './remote-pictures.js';
import { TicketAccess } from './ticket-access.js';

const Which = z.object({ n: z.coerce.number().int().min(0).max(199) });
/** So many at once in one process; a letter of two hundred waits its turn in the browser. */
const AT_ONCE = 16;

@Controller('api/mail-images')
export class MailImagesController {
  private underWay = 0;

  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
  ) {}

  @Get(':messageId')
  @ApiContract({
    summary: 'A picture from outside that a mail names, by its place in the mail',
    query: Which,
    produces: 'image/*',
  })
  async picture(
    @CurrentAgent() agent: Principal,
    @Param('messageId', ParseUUIDPipe) messageId: string,
    @Query(new ZodPipe(Which)) { n }: z.infer<typeof Which>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const address = await this.addressOf(agent, messageId, n);
    if (this.underWay >= AT_ONCE) throw new Problem('rate-limited');
    this.underWay += 1;
    const picture = await fetchPicture(address).finally(() => (this.underWay -= 1));
    if (!picture) throw new Problem('not-found', 'There is no such picture outside');
    await reply
      .header('content-type', picture.type)
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'private, max-age=3600')
      .send(picture.bytes);
  }

  /** Only addresses that stand in a mail this agent may read: this is no way out for anything else. */
  private async addressOf(agent: Principal, messageId: string, n: number): Promise<string> {
    const [row] = await this.database.query<{ html: string | null; ticketId: string }>(
      `SELECT message.html, message.ticket_id AS "ticketId" FROM tickets.message
       WHERE message.id = $1 AND message.direction = 'in'`,
      [messageId],
    );
    if (!row?.html || (await this.access.visibleTo(agent, [row.ticketId])).length === 0)
      throw new Problem('not-found');
    const address = remotePictures(row.html)[n];
    if (address === undefined) throw new Problem('not-found');
    return address;
  }
}
