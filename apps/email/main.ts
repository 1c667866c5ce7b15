/** Mail in and out. */
import { migrate } from '@lib/database';
import { runService } from '@lib/platform';
import { EmailWorkerModule } from '@lib/channels/email';
import { app } from '../rooms.js';

class EmailApp {}

void runService('email', (config) => app(EmailApp, config, [EmailWorkerModule]), {
  prepare: (config) => migrate(config.DATABASE_URL ?? '').then(() => undefined),
});
