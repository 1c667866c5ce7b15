/** Listening to calls, and help on them, over HTTP: each is a wish; what became of it is pushed when the carrier confirmed it. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import {
  AnswerHelp,
  AskForHelp,
  ListenedToPage,
  ListenedToQuery,
  ListenToCall,
  SetListening,
  Ticket,
} from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { TicketReader } from '@lib/tickets';
import { HandService } from './hand.service.js';
import { ListenedToReader } from './listened-to.reader.js';
import { ListeningService } from './listening.service.js';

@Controller('api/interactions')
export class SupervisionController {
  constructor(
    private readonly listening: ListeningService,
    private readonly hands: HandService,
    private readonly tickets: TicketReader,
  ) {}

  @Post(':id/listening')
  @HttpCode(200)
  @ApiContract({
    summary: 'Listen to a call of my team, with a purpose that its agent sees; my telephone is called',
    body: ListenToCall,
    answer: Ticket,
  })
  async listen(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(ListenToCall)) body: ListenToCall,
  ): Promise<Ticket> {
    return this.tickets.view(await this.listening.listen(agent, id, body));
  }

  @Put(':id/listening')
  @ApiContract({
    summary: 'How I am heard on the call I listen to: by nobody, by its agent alone, by everybody',
    body: SetListening,
    answer: Ticket,
  })
  async set(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(SetListening)) { mode }: SetListening,
  ): Promise<Ticket> {
    return this.tickets.view(await this.listening.set(agent, id, mode));
  }

  @Delete(':id/listening')
  @ApiContract({ summary: 'Leave the call I listen to; it goes on', answer: Ticket })
  async leave(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Ticket> {
    return this.tickets.view(await this.listening.leave(agent, id));
  }

  @Post(':id/help')
  @HttpCode(200)
  @ApiContract({
    summary: 'Ask for help on my call; supervisors see it first',
    body: AskForHelp,
    answer: Ticket,
  })
  async raise(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(AskForHelp)) body: AskForHelp,
  ): Promise<Ticket> {
    return this.tickets.view(await this.hands.raise(agent, id, body));
  }

  @Post(':id/help/answer')
  @HttpCode(200)
  @ApiContract({
    summary: 'Answer who asks for help with a word that only they read',
    body: AnswerHelp,
    answer: Ticket,
  })
  async answer(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(AnswerHelp)) body: AnswerHelp,
  ): Promise<Ticket> {
    return this.tickets.view(await this.hands.answer(agent, id, body));
  }

  @Delete(':id/help')
  @ApiContract({ summary: 'No more help is needed, or it was given', answer: Ticket })
  async lower(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Ticket> {
    return this.tickets.view(await this.hands.lower(agent, id));
  }
}

@Controller('api/agents')
export class ListenedToController {
  constructor(private readonly reader: ListenedToReader) {}

  @Get('me/listened-to')
  @ApiContract({
    summary: 'Who listened to my calls, when, why and how',
    query: ListenedToQuery,
    answer: ListenedToPage,
  })
  page(
    @CurrentAgent() agent: Principal,
    @Query(new ZodPipe(ListenedToQuery)) query: ListenedToQuery,
  ): Promise<ListenedToPage> {
    return this.reader.page(agent, query);
  }
}
