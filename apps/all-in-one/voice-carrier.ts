/** The embedded carrier as a process of its own: media must not share the API's event loop. Started, watched, started again. */
import { fork, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { carrierAccount } from '@lib/channels/voice';
import { logger, Secrets, type Config } from '@lib/platform';

const log = logger('voice-carrier');
const RESTART_MS = 1_000;
/** A third less memory; frames of sound are short-lived and small. */
const SMALL = ['--max-semi-space-size=1', '--optimize-for-size'];

export async function startCarrier(config: Config): Promise<() => void> {
  const settings = carrierSettings(config);
  let child: ChildProcess | undefined;
  let stopped = false;
  const run = async (): Promise<void> => {
    child = fork(resolve(import.meta.dirname, '../voice-node/main.js'), [], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: SMALL,
    });
    child.once('exit', (code) => {
      if (stopped) return;
      log.error({ code }, 'the embedded carrier ended; it is started again');
      setTimeout(() => void run().catch(() => undefined), RESTART_MS);
    });
    await answerOf(child, settings);
  };
  await run();
  return () => {
    stopped = true;
    if (child?.connected) child.disconnect();
  };
}

function answerOf(child: ChildProcess, settings: object): Promise<void> {
  return new Promise((done, fail) => {
    child.once('message', () => done());
    child.once('exit', () => fail(new Error('the embedded carrier could not start')));
    child.send({ start: settings });
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
      statusCallback: `${base}/leg`,
    })),
    applications: [{ sid: account.appSid, voiceUrl: `${base}/client`, statusCallback: `${base}/leg` }],
    journalDir: join(config.GUICHET_DATA_DIR, 'voice-node'),
  };
}
