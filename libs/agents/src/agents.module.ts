/** Services of the agents room, and its HTTP side. */
import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuthGuard, AUTHENTICATOR } from '@lib/platform';
import { Absences } from './absences.js';
import { AbsencesController } from './absences.controller.js';
import { AgentReader } from './agent-reader.js';
import { AgentStateService } from './agent-state.service.js';
import { AgentsController } from './agents.controller.js';
import { AuthController } from './auth.controller.js';
import { CapacityController } from './capacity.controller.js';
import { CapacityService } from './capacity.service.js';
import { ColleagueRight } from './colleague-right.js';
import { Engagements } from './engagements.js';
import { Presence } from './presence.js';
import { Sessions } from './sessions.js';

const services = [
  Sessions,
  AgentReader,
  AgentStateService,
  Presence,
  Engagements,
  CapacityService,
  ColleagueRight,
  Absences,
];

/** Brings the guard with it: whoever serves HTTP denies by default. */
@Global()
@Module({
  providers: [
    ...services,
    { provide: AUTHENTICATOR, useExisting: Sessions },
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
  exports: [...services, AUTHENTICATOR],
})
export class AgentsModule {}

@Module({ controllers: [AuthController, AgentsController, CapacityController, AbsencesController] })
export class AgentsApiModule {}
