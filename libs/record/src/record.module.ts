/** Services of what is written on a ticket, their HTTP side, and what happens by itself. */
import { Module } from '@nestjs/common';
import { DeliveryModule } from '@lib/delivery';
import { KitchenApiModule } from '@lib/kitchen';
import { BriefReader } from './brief-reader.js';
import { BriefController } from './brief.controller.js';
import { ChecklistsController } from './checklists.controller.js';
import { ChecklistsService } from './checklists.service.js';
import { ConfirmationController } from './confirmation.controller.js';
import { ConfirmationService } from './confirmation.service.js';
import { FactsService } from './facts.service.js';
import { FieldsController } from './fields.controller.js';
import { FieldsService } from './fields.service.js';
import { MacroBook } from './macro-book.js';
import { MacroUseService } from './macro-use.service.js';
import { MacrosController } from './macros.controller.js';
import { MatterController } from './matter.controller.js';
import { MatterService } from './matter.service.js';
import { PlanService } from './plan.service.js';
import { RecordBook } from './record-book.js';
import { RecordReader } from './record-reader.js';
import { RecordController } from './record.controller.js';
import { ResolvedListener } from './record.worker.js';
import { ResolvingService } from './resolving.service.js';
import { TagsService } from './tags.service.js';
import { TaskReader } from './task-reader.js';
import { TasksController } from './tasks.controller.js';
import { TasksService } from './tasks.service.js';
import { TicketValuesReader } from './ticket-values.js';

/** What both sides and the rooms above stand on. */
const shared = [
  RecordBook,
  ConfirmationService,
  TagsService,
  MacroBook,
  MacroUseService,
  TicketValuesReader,
  FieldsService,
];

@Module({ imports: [DeliveryModule], providers: shared, exports: [...shared, DeliveryModule] })
export class RecordModule {}

@Module({
  imports: [RecordModule, KitchenApiModule],
  providers: [
    RecordReader,
    PlanService,
    MatterService,
    ResolvingService,
    ChecklistsService,
    FactsService,
    BriefReader,
    TaskReader,
    TasksService,
  ],
  controllers: [
    RecordController,
    MacrosController,
    MatterController,
    ChecklistsController,
    FieldsController,
    BriefController,
    TasksController,
    ConfirmationController,
  ],
})
export class RecordApiModule {}

@Module({ imports: [RecordModule], providers: [ResolvedListener] })
export class RecordWorkerModule {}
