/** Services of what is written on a ticket, and their HTTP side. */
import { Module } from '@nestjs/common';
import { KitchenApiModule } from '@lib/kitchen';
import { MacroBook } from './macro-book.js';
import { MacroUseService } from './macro-use.service.js';
import { MacrosController } from './macros.controller.js';
import { PlanService } from './plan.service.js';
import { RecordBook } from './record-book.js';
import { RecordReader } from './record-reader.js';
import { RecordController } from './record.controller.js';
import { TagsService } from './tags.service.js';
import { TicketValuesReader } from './ticket-values.js';

const services = [
  RecordBook,
  RecordReader,
  PlanService,
  TagsService,
  MacroBook,
  MacroUseService,
  TicketValuesReader,
];

@Module({
  imports: [KitchenApiModule],
  providers: services,
  controllers: [RecordController, MacrosController],
  exports: services,
})
export class RecordApiModule {}
