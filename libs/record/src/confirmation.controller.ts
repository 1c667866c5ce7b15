/** The page behind the link in a customer's mail: one question, two buttons, no script. */
import { Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { Problem } from '@lib/contracts';
import { ApiContract, Public } from '@lib/platform';
import type { FastifyReply } from 'fastify';
import { ConfirmationService, type Question } from './confirmation.service.js';
import { pageOf } from './confirmation-page.js';

const html = { produces: 'text/html' };

@Controller('confirm')
@Public()
export class ConfirmationController {
  constructor(private readonly confirmations: ConfirmationService) {}

  @Get(':token')
  @ApiContract({ summary: 'Asks the customer whether it works again; looking changes nothing', ...html })
  async ask(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    await show(reply, token, await this.confirmations.question(token));
  }

  @Post(':token/yes')
  @HttpCode(200)
  @ApiContract({ summary: 'It works again', ...html })
  async yes(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    await show(reply, token, await this.confirmations.byLink(token, true));
  }

  @Post(':token/no')
  @HttpCode(200)
  @ApiContract({ summary: 'It does not work; the ticket is open again', ...html })
  async no(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    await show(reply, token, await this.confirmations.byLink(token, false));
  }
}

async function show(reply: FastifyReply, token: string, question: Question | null): Promise<void> {
  if (!question) throw new Problem('not-found');
  await reply
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .type('text/html; charset=utf-8')
    .send(pageOf(question, token));
}
