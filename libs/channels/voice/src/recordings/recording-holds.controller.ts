/** Legal hold over HTTP: for administrators, always with a reason. */
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { HoldRecording } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { RecordingHolds } from './recording-holds.js';

@Controller('api/admin/recordings')
export class RecordingHoldsController {
  constructor(private readonly holds: RecordingHolds) {}

  @Post(':id/hold')
  @HttpCode(204)
  @ApiContract({
    summary: 'Keep a recording past its time, for a legal matter',
    body: HoldRecording,
    status: 204,
  })
  async place(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(HoldRecording)) { reason }: HoldRecording,
  ): Promise<void> {
    await this.holds.place(agent, id, reason);
  }

  @Post(':id/release')
  @HttpCode(204)
  @ApiContract({
    summary: 'Let a recording go that was kept for a legal matter: its time counts again',
    body: HoldRecording,
    status: 204,
  })
  async lift(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(HoldRecording)) { reason }: HoldRecording,
  ): Promise<void> {
    await this.holds.lift(agent, id, reason);
  }
}
