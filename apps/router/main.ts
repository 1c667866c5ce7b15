/** Intake, offers, clocks and what they cause; a second copy is only more hands. */
import { migrate } from '@lib/database';
import { runService } from '@lib/platform';
import { ClocksWorkerModule } from '@lib/clocks';
import { BulkWorkerModule } from '@lib/bulk';
import { DeliveryWorkerModule } from '@lib/delivery';
import { IntakeWorkerModule } from '@lib/intake';
import { RecordWorkerModule } from '@lib/record';
import { RoutingWorkerModule } from '@lib/routing';
import { RulesWorkerModule } from '@lib/rules';
import { SearchWorkerModule } from '@lib/search';
import { StandInsWorkerModule } from '@lib/standins';
import { SupervisionWorkerModule } from '@lib/supervision';
import { TicketsWorkerModule } from '@lib/tickets';
import { app } from '../rooms.js';

class RouterApp {}

void runService(
  'router',
  (config) =>
    app(RouterApp, config, [
      IntakeWorkerModule,
      RoutingWorkerModule,
      ClocksWorkerModule,
      StandInsWorkerModule,
      SupervisionWorkerModule,
      SearchWorkerModule,
      TicketsWorkerModule,
      DeliveryWorkerModule,
      RecordWorkerModule,
      BulkWorkerModule,
      RulesWorkerModule,
    ]),
  {
    prepare: (config) => migrate(config.DATABASE_URL ?? '').then(() => undefined),
  },
);
