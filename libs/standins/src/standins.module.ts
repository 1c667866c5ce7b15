/** Services of the standins room, its HTTP side and what makes it move. */
import { Global, Module } from '@nestjs/common';
import { AttendanceReader } from './attendance-reader.js';
import { HandBacks } from './hand-backs.js';
import { StandInCommands } from './stand-in-commands.js';
import { StandInFinder } from './stand-in-finder.js';
import { StandIns } from './stand-ins.js';
import { StandInsController } from './standins.controller.js';
import { StandInsWorker } from './standins.worker.js';
import { WorkingHoursService } from './working-hours.js';

const services = [AttendanceReader, StandInFinder, HandBacks, StandIns, StandInCommands, WorkingHoursService];

@Global()
@Module({ providers: services, exports: services })
export class StandInsModule {}

@Module({ controllers: [StandInsController] })
export class StandInsApiModule {}

@Module({ providers: [StandInsWorker] })
export class StandInsWorkerModule {}
