/** What a stranger must say to start the carrier: its account, its numbers, and where sound and webhooks go. */
export interface VoiceNumber {
  phoneNumber: string;
  voiceUrl: string;
  voiceFallbackUrl?: string;
  statusCallback?: string;
}

export interface VoiceApplication {
  sid: string;
  voiceUrl: string;
  voiceFallbackUrl?: string;
  statusCallback?: string;
}

export type Log = (
  level: 'debug' | 'info' | 'warn' | 'error',
  message: string,
  details?: Record<string, unknown>,
) => void;

export interface VoiceNodeOptions {
  /** 0 takes any free port. */
  port: number;
  host: string;
  /** Origin that stands in webhook URLs, e.g. `https://support.example`. Signatures are made over it. */
  publicBase?: string;
  /** Where webhooks under `publicBase` are really delivered, when the public origin cannot be reached from here. */
  internalBase?: string;
  accountSid: string;
  authToken: string;
  apiKeySid: string;
  apiKeySecret: string;
  applicationSid: string;
  numbers: VoiceNumber[];
  applications: VoiceApplication[];
  /** Journal and recordings live here. */
  journalDir: string;
  log: Log;
  media?: { bindAddress?: string; announcedAddress?: string; udpPorts?: [number, number] };
}
