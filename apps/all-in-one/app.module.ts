/** Everything in one process: the list of rooms, nothing else. */
import { BulkApiModule, BulkWorkerModule } from '@lib/bulk';
import { AgentsApiModule } from '@lib/agents';
import { BusApiModule } from '@lib/bus';
import { CallbacksApiModule, CallbacksWorkerModule } from '@lib/callbacks';
import { ChatApiModule, ChatModule } from '@lib/channels/chat';
import { EmailApiModule, EmailWorkerModule } from '@lib/channels/email';
import { ParkedWebhooksModule, VoiceApiModule, VoiceWorkerModule } from '@lib/channels/voice';
import { ClocksApiModule, ClocksWorkerModule } from '@lib/clocks';
import { DeliveryApiModule, DeliveryWorkerModule } from '@lib/delivery';
import { IntakeApiModule, IntakeWorkerModule } from '@lib/intake';
import { KitchenApiModule } from '@lib/kitchen';
import { KnowledgeApiModule } from '@lib/knowledge';
import { RealtimeModule } from '@lib/realtime';
import { RecordApiModule, RecordWorkerModule } from '@lib/record';
import { RoutingApiModule, RoutingWorkerModule } from '@lib/routing';
import { RulesApiModule, RulesWorkerModule } from '@lib/rules';
import { SearchApiModule, SearchWorkerModule } from '@lib/search';
import { SiteModule } from '@lib/site';
import { StandInsApiModule, StandInsWorkerModule } from '@lib/standins';
import { SupervisionApiModule, SupervisionWorkerModule } from '@lib/supervision';
import { TicketsApiModule, TicketsWorkerModule } from '@lib/tickets';
import { ViewsApiModule } from '@lib/views';

export class AllInOneApp {}

export const everything = [
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
  SiteModule,
  EmailApiModule,
  EmailWorkerModule,
  ChatApiModule,
  ChatModule,
  VoiceApiModule,
  ParkedWebhooksModule,
  VoiceWorkerModule,
  RealtimeModule,
  IntakeWorkerModule,
  RoutingWorkerModule,
  ClocksWorkerModule,
  CallbacksWorkerModule,
  StandInsWorkerModule,
  SupervisionWorkerModule,
  SearchWorkerModule,
  TicketsWorkerModule,
  RecordWorkerModule,
  BulkWorkerModule,
  RulesWorkerModule,
  DeliveryWorkerModule,
];
