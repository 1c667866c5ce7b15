/** Under which names and secrets we and the carrier know each other; the embedded carrier's follow from our own secret. */
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, Secrets, type Config } from '@lib/platform';
import { signingTokens } from '../webhooks/signature.js';

@Injectable()
export class CarrierAccount {
  readonly account: Config['voice'];
  /** Tokens that may have signed a webhook; never empty. */
  readonly signingTokens: string[];
  /** Where REST goes; undefined is the provider itself. */
  readonly apiBase: string | undefined;
  readonly embedded: boolean;

  constructor(@Inject(CONFIG) config: Config, secrets: Secrets) {
    this.embedded = config.VOICE_CARRIER === 'embedded';
    this.account = carrierAccount(config, secrets);
    this.signingTokens = signingTokens({ ...config, voice: this.account });
    this.apiBase =
      config.VOICE_API_BASE ?? (config.VOICE_CARRIER === 'twilio' ? undefined : voiceNodeUrl(config));
  }
}

/** Whoever starts the embedded carrier gives it the same account by calling this too. */
export function carrierAccount(config: Config, secrets: Pick<Secrets, 'key'>): Config['voice'] {
  if (config.VOICE_CARRIER === 'twilio' || config.voice.authToken !== '') return config.voice;
  const hex = (purpose: string) => secrets.key(`voice-${purpose}`).toString('hex').slice(0, 32);
  return {
    accountSid: `AC${hex('account-sid')}`,
    authToken: hex('auth-token'),
    apiKey: `SK${hex('api-key')}`,
    apiSecret: hex('api-secret'),
    appSid: `AP${hex('app-sid')}`,
  };
}

export function voiceNodeUrl(
  config: Pick<Config, 'VOICE_NODE_URL' | 'VOICE_NODE_HOST' | 'VOICE_NODE_PORT'>,
): string {
  return config.VOICE_NODE_URL ?? `http://${config.VOICE_NODE_HOST}:${config.VOICE_NODE_PORT}`;
}
