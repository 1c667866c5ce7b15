/** Starts the embedded carrier in a process of its own: as a child that is told its options, or alone from the settings. */
import { join } from 'node:path';
import { configureLogging, loadConfig, logger, type Config } from '@lib/platform';
import { startVoiceNode, type RunningVoiceNode, type VoiceNodeOptions } from '@lib/voice-node';

type Settings = Omit<VoiceNodeOptions, 'log'>;
const log = logger('voice-node');
let running: RunningVoiceNode | undefined;

if (process.send) {
  // The parent's end is ours too: a carrier nobody listens to would hold ports and calls.
  process.once('disconnect', () => void stop());
  process.once('message', (message: { start?: Settings }) => {
    if (message.start) void start(message.start);
  });
} else {
  const config = loadConfig();
  configureLogging(config.LOG_LEVEL);
  const given = config.VOICE_NODE_OPTIONS;
  void start(given ? (JSON.parse(given) as Settings) : fromConfig(config));
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());

async function start(settings: Settings): Promise<void> {
  try {
    const say: VoiceNodeOptions['log'] = (level, text, details) => log[level](details ?? {}, text);
    running = await startVoiceNode({ ...settings, log: say });
    process.send?.({ ready: { port: running.port } });
  } catch (error) {
    log.error({ error: String(error) }, 'voice-node could not start');
    process.exit(1);
  }
}

async function stop(): Promise<void> {
  await running?.close().catch((error: unknown) => log.error({ error: String(error) }, 'stopped badly'));
  process.exit(0);
}

/** Alone, the account is named by the same five settings that name a Twilio account. */
function fromConfig({ publicUrl, VOICE_WEBHOOK_BASE, voice, ...config }: Config): Settings {
  const base = `${(VOICE_WEBHOOK_BASE ?? publicUrl).replace(/\/+$/, '')}/voice`;
  if (!voice.accountSid || !voice.authToken)
    throw new Error('the account to serve has no name: TWILIO_ACCOUNT_SID …');
  const numbers = config.VOICE_NUMBERS.map((phoneNumber) => ({ phoneNumber, voiceUrl: `${base}/inbound` }));
  return {
    port: config.VOICE_NODE_PORT,
    host: config.VOICE_NODE_HOST,
    publicBase: publicUrl,
    ...{ accountSid: voice.accountSid, authToken: voice.authToken },
    ...{ apiKeySid: voice.apiKey, apiKeySecret: voice.apiSecret, applicationSid: voice.appSid },
    numbers: numbers.map((number) => ({ ...number, statusCallback: `${base}/leg` })),
    applications: [{ sid: voice.appSid, voiceUrl: `${base}/client`, statusCallback: `${base}/leg` }],
    journalDir: join(config.GUICHET_DATA_DIR, 'voice-node'),
  };
}
