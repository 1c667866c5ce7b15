/** What happens by itself after a ticket was resolved. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Listeners } from '@lib/bus';
import { ConfirmationService } from './confirmation.service.js';

@Injectable()
export class ResolvedListener implements OnModuleInit {
  constructor(
    private readonly listeners: Listeners,
    private readonly confirmations: ConfirmationService,
  ) {}

  onModuleInit(): void {
    this.listeners.register('record.resolved', async ({ data, actor }, tx) => {
      if (data.to === 'resolved') await this.confirmations.ask(tx, data.ticketId, actor);
    });
  }
}
