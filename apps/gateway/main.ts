/** Pushes to consoles; may run many times. */
import { migrate } from '@lib/database';
import { runService } from '@lib/platform';
import { RealtimeModule } from '@lib/realtime';
import { app } from '../rooms.js';

class GatewayApp {}

void runService('gateway', (config) => app(GatewayApp, config, [RealtimeModule]), {
  prepare: (config) => migrate(config.DATABASE_URL ?? '').then(() => undefined),
});
