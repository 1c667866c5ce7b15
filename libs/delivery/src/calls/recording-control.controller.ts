/** The recording of one's own call over HTTP: each is a wish; what became of it is pushed when it is so. */
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Ticket } from '@lib/contracts';
import { ApiContract, CurrentAgent, type Principal } from '@lib/platform';
import { TicketReader } from '@lib/tickets';
import { RecordingControlService, type RecordingWish } from './recording-control.service.js';

@Controller('api/interactions')
export class RecordingControlController {
  constructor(
    private readonly control: RecordingControlService,
    private readonly tickets: TicketReader,
  ) {}

  @Post(':id/recording/pause')
  @HttpCode(200)
  @ApiContract({
    summary: 'Pause the recording of my call; not confirmed within two seconds, it is stopped',
    answer: Ticket,
  })
  pause(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Ticket> {
    return this.wish(agent, id, 'record-pause');
  }

  @Post(':id/recording/resume')
  @HttpCode(200)
  @ApiContract({ summary: 'Go on recording my call', answer: Ticket })
  resume(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Ticket> {
    return this.wish(agent, id, 'record-resume');
  }

  @Post(':id/recording/private')
  @HttpCode(200)
  @ApiContract({ summary: 'My call is private: nothing more of it is recorded', answer: Ticket })
  keepPrivate(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Ticket> {
    return this.wish(agent, id, 'record-private');
  }

  @Post(':id/recording/object')
  @HttpCode(200)
  @ApiContract({
    summary: 'The customer does not want it: the recording stops and is deleted',
    answer: Ticket,
  })
  object(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Ticket> {
    return this.wish(agent, id, 'record-object');
  }

  private async wish(agent: Principal, id: string, kind: RecordingWish): Promise<Ticket> {
    return this.tickets.view(await this.control.wish(agent, id, kind));
  }
}
