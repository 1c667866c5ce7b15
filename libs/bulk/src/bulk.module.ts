/** Jobs on many tickets: their HTTP side and what works through them. */
import { Module } from '@nestjs/common';
import { RecordModule } from '@lib/record';
import { BulkActs } from './bulk-acts.js';
import { BulkBook } from './bulk-book.js';
import { BulkController } from './bulk.controller.js';
import { BulkWorker } from './bulk.worker.js';
import { FieldActs } from './field-acts.js';
import { PeopleActs } from './people-acts.js';

@Module({ imports: [RecordModule], providers: [BulkBook], controllers: [BulkController] })
export class BulkApiModule {}

@Module({ imports: [RecordModule], providers: [FieldActs, PeopleActs, BulkActs, BulkWorker] })
export class BulkWorkerModule {}
