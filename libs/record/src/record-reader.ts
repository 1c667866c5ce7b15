/** A ticket's record as the console shows it. */
import { Injectable } from '@nestjs/common';
import type { TicketRecord } from '@lib/contracts';
import type { Principal } from '@lib/platform';
import { TicketAccess } from '@lib/tickets';
import { PlanService } from './plan.service.js';
import { TagsService } from './tags.service.js';

@Injectable()
export class RecordReader {
  constructor(
    private readonly access: TicketAccess,
    private readonly plans: PlanService,
    private readonly tags: TagsService,
  ) {}

  async record(principal: Principal, idOrNumber: string): Promise<TicketRecord> {
    const id = await this.access.require(principal, idOrNumber);
    const [tags, plan] = await Promise.all([this.tags.tags(id), this.plans.plan(id)]);
    return { tags, plan };
  }
}
