/** A ticket's record as the console shows it. */
import { Injectable } from '@nestjs/common';
import type { TicketRecord } from '@lib/contracts';
import type { Principal } from '@lib/platform';
import { TicketAccess } from '@lib/tickets';
import { ChecklistsService } from './checklists.service.js';
import { FieldsService } from './fields.service.js';
import { MatterService } from './matter.service.js';
import { PlanService } from './plan.service.js';
import { TagsService } from './tags.service.js';
import { TaskReader } from './task-reader.js';

@Injectable()
export class RecordReader {
  constructor(
    private readonly access: TicketAccess,
    private readonly plans: PlanService,
    private readonly tags: TagsService,
    private readonly matters: MatterService,
    private readonly checklists: ChecklistsService,
    private readonly fieldValues: FieldsService,
    private readonly taskReader: TaskReader,
  ) {}

  async record(principal: Principal, idOrNumber: string): Promise<TicketRecord> {
    const id = await this.access.require(principal, idOrNumber);
    const [tags, plan, matter, checklist, fields, tasks] = await Promise.all([
      this.tags.tags(id),
      this.plans.plan(id),
      this.matters.view(id),
      this.checklists.items(id),
      this.fieldValues.values(id),
      this.taskReader.of(id),
    ]);
    return { tags, plan, matter, checklist, fields, tasks };
  }
}
