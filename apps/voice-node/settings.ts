/** What a carrier that stands alone reads from its environment. */
import { join } from 'node:path';
import { loadConfig, type Config } from '@lib/platform';
import type { VoiceNodeOptions } from '@lib/voice-node';

export type Settings = Omit<VoiceNodeOptions, 'log'>;

export function settingsAlone(): { level: string; settings: Settings } {
  const config = loadConfig();
  const given = config.VOICE_NODE_OPTIONS;
  return {
    level: config.LOG_LEVEL,
    settings: given ? (JSON.parse(given) as Settings) : fromConfig(config),
  };
}

/** Alone, the account is named by the same five settings that name a Twilio account. */
function fromConfig({ publicUrl, VOICE_WEBHOOK_BASE, voice, ...config }: Config): Settings {
  const base = `${(VOICE_WEBHOOK_BASE ?? publicUrl).replace(/\/+$/, '')}/voice`;
  if (!voice.accountSid || !voice.authToken)
    throw new Error('the account to serve has no name: TWILIO_ACCOUNT_SID …');
  const numbers = config.VOICE_NUMBERS.map((phoneNumber) => ({
    phoneNumber,
    voiceUrl: `${base}/inbound`,
    voiceFallbackUrl: `${base}/inbound?again=1`,
  }));
  return {
    port: config.VOICE_NODE_PORT,
    host: config.VOICE_NODE_HOST,
    publicBase: publicUrl,
    ...{ accountSid: voice.accountSid, authToken: voice.authToken },
    ...{ apiKeySid: voice.apiKey, apiKeySecret: voice.apiSecret, applicationSid: voice.appSid },
    numbers: numbers.map((number) => ({ ...number, statusCallback: `${base}/leg` })),
    applications: [
      {
        sid: voice.appSid,
        voiceUrl: `${base}/client`,
        voiceFallbackUrl: `${base}/client?again=1`,
        statusCallback: `${base}/leg`,
      },
    ],
    journalDir: join(config.GUICHET_DATA_DIR, 'voice-node'),
  };
}
