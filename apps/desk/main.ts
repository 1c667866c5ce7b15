/** The HTTP API for console, admin and integrations, and the pages of console and widget. */
import { AgentsApiModule, ensureFirstAdmin } from '@lib/agents';
import { BulkApiModule } from '@lib/bulk';
import { BusApiModule } from '@lib/bus';
import { EmailApiModule } from '@lib/channels/email';
import { CallbacksApiModule } from '@lib/callbacks';
import { ParkedWebhooksModule } from '@lib/channels/voice';
import { ClocksApiModule } from '@lib/clocks';
import { Database, migrate } from '@lib/database';
import { DeliveryApiModule } from '@lib/delivery';
import { demoPassword, demoPeople, demoRuns, ensureDefaultQueue, makeDemoCompany } from '@lib/demo';
import { IntakeApiModule } from '@lib/intake';
import { KitchenApiModule } from '@lib/kitchen';
import { KnowledgeApiModule } from '@lib/knowledge';
import { logger, runService } from '@lib/platform';
import { RecordApiModule } from '@lib/record';
import { RoutingApiModule } from '@lib/routing';
import { RulesApiModule } from '@lib/rules';
import { SearchApiModule } from '@lib/search';
import { SiteModule } from '@lib/site';
import { StandInsApiModule } from '@lib/standins';
import { SupervisionApiModule } from '@lib/supervision';
import { TicketsApiModule } from '@lib/tickets';
import { ViewsApiModule } from '@lib/views';
import { app } from '../rooms.js';

class DeskApp {}

const apis = [
  AgentsApiModule,
  TicketsApiModule,
  RoutingApiModule,
  ClocksApiModule,
  CallbacksApiModule,
  StandInsApiModule,
  SupervisionApiModule,
  DeliveryApiModule,
  IntakeApiModule,
  KitchenApiModule,
  RecordApiModule,
  RulesApiModule,
  SearchApiModule,
  ViewsApiModule,
  BulkApiModule,
  BusApiModule,
  KnowledgeApiModule,
  EmailApiModule,
  ParkedWebhooksModule,
  SiteModule,
];

void runService('desk', (config) => app(DeskApp, config, apis), {
  prepare: async (config) => {
    await migrate(config.DATABASE_URL ?? '');
    config.GUICHET_DEMO = await demoRuns(config);
  },
  listening: async (nest, config) => {
    const database = nest.get(Database);
    if (config.GUICHET_DEMO && (await makeDemoCompany(database, demoPassword(config))))
      logger('desk').info({ people: demoPeople.map((person) => person.email) }, 'made the demo company');
    await ensureFirstAdmin(database, config);
    await ensureDefaultQueue(database);
  },
});
