/** The visitors' sockets. */
import { migrate } from '@lib/database';
import { runService } from '@lib/platform';
import { ChatApiModule, ChatModule } from '@lib/channels/chat';
import { app } from '../rooms.js';

class ChatApp {}

void runService('chat', (config) => app(ChatApp, config, [ChatModule, ChatApiModule]), {
  prepare: (config) => migrate(config.DATABASE_URL ?? '').then(() => undefined),
});
