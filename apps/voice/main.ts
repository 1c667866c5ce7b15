/** Calls: webhooks in, TwiML out, and the way of the softphones to the embedded carrier. */
import type { Server } from 'node:http';
import { attachEdgeProxy, voiceNodeUrl, VoiceApiModule, VoiceWorkerModule } from '@lib/channels/voice';
import { migrate } from '@lib/database';
import { ownOrigins, runService } from '@lib/platform';
import { app } from '../rooms.js';

class VoiceApp {}

void runService('voice', (config) => app(VoiceApp, config, [VoiceApiModule, VoiceWorkerModule]), {
  prepare: (config) => migrate(config.DATABASE_URL ?? '').then(() => undefined),
  listening: (nest, config) => {
    if (config.VOICE_CARRIER === 'embedded')
      attachEdgeProxy(nest.getHttpServer() as Server, voiceNodeUrl(config), ownOrigins(config));
  },
});
