/** The embedded carrier as a process of its own: media must not share the API's event loop. Started, watched, started again. */
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { carrierAccount } from '@lib/channels/voice';
import { logger, Secrets, type Config } from '@lib/platform';
import { takeCarrier } from './carrier-process.js';

const log = logger('voice-carrier');
const RESTART_MS = 1_000;

export async function startCarrier(config: Config): Promise<() => void> {
  const settings = carrierSettings(config);
  let child: ChildProcess | undefined;
  let stopped = false;
  const run = async (): Promise<void> => {
    child = takeCarrier();
    child.once('exit', (code) => {
      if (stopped) return;
      log.error({ code }, 'the embedded carrier ended; it is started again');
      setTimeout(() => void run().catch(() => undefined), RESTART_MS);
    });
    await answerOf(child, { level: config.LOG_LEVEL, start: settings });
  };
  await run();
  return () => {
    stopped = true;
    if (child?.connected) child.disconnect();
  };
}

function answerOf(child: ChildProcess, order: object): Promise<void> {
  return new Promise((done, fail) => {
    child.once('message', () => done());
    child.once('exit', () => fail(new Error('the embedded carrier could not start')));
    child.send(order);
  });
}

function carrierSettings(config: Config): object {
  const account = carrierAccount(config, new Secrets(config));
  const base = `${config.VOICE_WEBHOOK_BASE ?? config.publicUrl}/voice`;
  return {
    port: config.VOICE_NODE_PORT,
    host: config.VOICE_NODE_HOST,
    publicBase: config.publicUrl,
    accountSid: account.accountSid,
    authToken: account.authToken,
    apiKeySid: account.apiKey,
    apiKeySecret: account.apiSecret,
    applicationSid: account.appSid,
    numbers: config.VOICE_NUMBERS.map((phoneNumber) => ({
      phoneNumber,
      voiceUrl: `${base}/inbound`,
      voiceFallbackUrl: `${base}/inbound?again=1`,
      statusCallback: `${base}/leg`,
    })),
    applications: [
      {
        sid: account.appSid,
        voiceUrl: `${base}/client`,
        voiceFallbackUrl: `${base}/client?again=1`,
        statusCallback: `${base}/leg`,
      },
    ],
    journalDir: join(config.GUICHET_DATA_DIR, 'voice-node'),
  };
}
