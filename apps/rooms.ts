/** The rooms that every service of the house stands on. */
import type { DynamicModule, Type } from '@nestjs/common';
import { AGENTS_ENTITIES, AgentsModule } from '@lib/agents';
import { BULK_ENTITIES } from '@lib/bulk';
import { BUS_ENTITIES, BusModule } from '@lib/bus';
import { CHAT_ENTITIES } from '@lib/channels/chat';
import { EMAIL_ENTITIES } from '@lib/channels/email';
import { VOICE_ENTITIES } from '@lib/channels/voice';
import { CLOCKS_ENTITIES, ClocksModule } from '@lib/clocks';
import { CUSTOMERS_ENTITIES, CustomersModule } from '@lib/customers';
import { DatabaseModule } from '@lib/database';
import { DELIVERY_ENTITIES } from '@lib/delivery';
import { KITCHEN_ENTITIES } from '@lib/kitchen';
import { KNOWLEDGE_ENTITIES } from '@lib/knowledge';
import { PlatformModule, type Config } from '@lib/platform';
import { RECORD_ENTITIES } from '@lib/record';
import { ROUTING_ENTITIES, RoutingModule } from '@lib/routing';
import { RULES_ENTITIES } from '@lib/rules';
import { SEARCH_ENTITIES } from '@lib/search';
import { StandInsModule } from '@lib/standins';
import { SUPERVISION_ENTITIES } from '@lib/supervision';
import { TICKETS_ENTITIES, TicketsModule } from '@lib/tickets';
import { VIEWS_ENTITIES } from '@lib/views';

export const entities = [
  ...BUS_ENTITIES,
  ...CUSTOMERS_ENTITIES,
  ...AGENTS_ENTITIES,
  ...TICKETS_ENTITIES,
  ...ROUTING_ENTITIES,
  ...DELIVERY_ENTITIES,
  ...KITCHEN_ENTITIES,
  ...CLOCKS_ENTITIES,
  ...RECORD_ENTITIES,
  ...RULES_ENTITIES,
  ...SEARCH_ENTITIES,
  ...SUPERVISION_ENTITIES,
  ...VIEWS_ENTITIES,
  ...BULK_ENTITIES,
  ...KNOWLEDGE_ENTITIES,
  ...CHAT_ENTITIES,
  ...EMAIL_ENTITIES,
  ...VOICE_ENTITIES,
];

export function ground(config: Config): (Type | DynamicModule)[] {
  return [
    PlatformModule.forRoot(config),
    DatabaseModule.forRoot(entities),
    BusModule,
    AgentsModule,
    CustomersModule,
    TicketsModule,
    RoutingModule,
    ClocksModule,
    StandInsModule,
  ];
}

/** A class must carry the list: Nest builds modules from decorated classes. */
export function app(AppModule: Type, config: Config, imports: (Type | DynamicModule)[]): DynamicModule {
  return { module: AppModule, imports: [...ground(config), ...imports] };
}
