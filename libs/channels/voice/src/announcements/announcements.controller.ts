/** The announcement to callers, over HTTP: a switch for who runs the floor. */
import { Body, Controller, Delete, Get, Put } from '@nestjs/common';
import { CurrentPhoneAnnouncement, WritePhoneAnnouncement } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { Announcements } from './announcements.js';

@Controller('api/admin/phone-announcement')
export class AnnouncementsController {
  constructor(private readonly announcements: Announcements) {}

  @Get()
  @ApiContract({ summary: 'What callers are told now', answer: CurrentPhoneAnnouncement })
  read(@CurrentAgent() agent: Principal): Promise<CurrentPhoneAnnouncement> {
    return this.announcements.read(agent);
  }

  @Put()
  @ApiContract({
    summary: 'Tell every caller, also those who wait, until a time',
    body: WritePhoneAnnouncement,
    answer: CurrentPhoneAnnouncement,
  })
  set(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(WritePhoneAnnouncement)) body: WritePhoneAnnouncement,
  ): Promise<CurrentPhoneAnnouncement> {
    return this.announcements.set(agent, body);
  }

  @Delete()
  @ApiContract({ summary: 'Tell callers nothing any more', answer: CurrentPhoneAnnouncement })
  takeBack(@CurrentAgent() agent: Principal): Promise<CurrentPhoneAnnouncement> {
    return this.announcements.takeBack(agent);
  }
}
