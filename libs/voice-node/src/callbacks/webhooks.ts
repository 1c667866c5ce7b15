/** The one way out to the account's own server: signed, form-encoded, bounded in time, retried once when nobody answers the door. */
import { randomUUID } from 'node:crypto';
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import type { Journal } from '../journal.js';

const READ_TIMEOUT_MS = 15_000;
const MAX_DOCUMENT_BYTES = 64 * 1024;
const CONNECT_FAILURES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

export type Parameters = Record<string, string>;
export type Method = 'GET' | 'POST';

export interface WebhookReply {
  status: number;
  contentType: string;
  body: string;
}

/** A failed webhook with the provider's error code, which a fallback URL is told about. */
export class WebhookFailure extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

export interface WebhookSettings {
  accountSid: string;
  authToken: string;
  publicBase?: string;
  internalBase?: string;
}

export class Webhooks {
  sent = 0;
  failed = 0;

  constructor(
    private readonly settings: WebhookSettings,
    private readonly journal: Journal,
  ) {}

  async request(url: string, method: Method, parameters: Parameters): Promise<WebhookReply> {
    const idempotencyToken = randomUUID();
    try {
      return await this.attempt(url, method, parameters, idempotencyToken);
    } catch (error) {
      if (!isConnectFailure(error)) throw this.failure(error);
    }
    try {
      return await this.attempt(url, method, parameters, idempotencyToken);
    } catch (error) {
      throw this.failure(error);
    }
  }

  /** Bytes of a sound to play; not signed, as a media server need not know the account. */
  async fetchSound(url: string): Promise<Buffer> {
    const response = await fetch(this.deliveryUrl(url), { signal: AbortSignal.timeout(READ_TIMEOUT_MS) });
    if (!response.ok) throw new WebhookFailure(11200, `sound answered ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  }

  /** The address and the signed greeting of a websocket to the account's own server. */
  socketTarget(url: string): { url: string; headers: Record<string, string> } {
    const signature = webhooks.getExpectedTwilioSignature(this.settings.authToken, url, {});
    return {
      url: this.deliveryUrl(url.replace(/^ws/, 'http')).replace(/^http/, 'ws'),
      headers: { 'X-Twilio-Signature': signature },
    };
  }

  private async attempt(
    url: string,
    method: Method,
    parameters: Parameters,
    token: string,
  ): Promise<WebhookReply> {
    // The fragment carries connection overrides for the provider and never travels.
    const target = new URL(url);
    target.hash = '';
    const signed = method === 'GET' ? withQuery(target, parameters) : target.toString();
    const begun = performance.now();
    const response = await fetch(this.deliveryUrl(signed), {
      method,
      headers: {
        'X-Twilio-Signature': webhooks.getExpectedTwilioSignature(
          this.settings.authToken,
          signed,
          method === 'POST' ? parameters : {},
        ),
        'I-Twilio-Idempotency-Token': token,
        'User-Agent': 'TwilioProxy/1.1',
        Accept: '*/*',
        ...(method === 'POST' && { 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8' }),
      },
      body: method === 'POST' ? new URLSearchParams(parameters).toString() : undefined,
      signal: AbortSignal.timeout(READ_TIMEOUT_MS),
    });
    const body = await response.text();
    this.sent++;
    const ms = Math.round(performance.now() - begun);
    this.journal.record('webhook answered', { path: target.pathname, status: response.status, ms });
    if (response.status >= 400) throw new WebhookFailure(11200, `webhook answered ${response.status}`);
    if (Buffer.byteLength(body) > MAX_DOCUMENT_BYTES) throw new WebhookFailure(11750, 'document too large');
    return { status: response.status, contentType: response.headers.get('content-type') ?? '', body };
  }

  private deliveryUrl(url: string): string {
    const { publicBase, internalBase } = this.settings;
    if (!publicBase || !internalBase || new URL(publicBase).origin !== new URL(url).origin) return url;
    return internalBase.replace(/\/$/, '') + url.slice(new URL(publicBase).origin.length);
  }

  private failure(error: unknown): WebhookFailure {
    this.failed++;
    const failure =
      error instanceof WebhookFailure
        ? error
        : new WebhookFailure(isConnectFailure(error) ? 11210 : 11200, describe(error));
    this.journal.warn(failure.code, failure.message);
    return failure;
  }
}

function withQuery(target: URL, parameters: Parameters): string {
  const withParameters = new URL(target);
  for (const [name, value] of Object.entries(parameters)) withParameters.searchParams.append(name, value);
  return withParameters.toString();
}

function isConnectFailure(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause as { code?: string } | undefined) : undefined;
  return CONNECT_FAILURES.has(cause?.code ?? '');
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause as { code?: string } | undefined;
  return cause?.code ?? error.message;
}
