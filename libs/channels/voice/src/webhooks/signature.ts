/** Decides whether a webhook really comes from the carrier: HMAC over the public URL and every parameter. */
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import { ConfigError, type Config } from '@lib/platform';

export type WebhookBody = Record<string, string | string[]>;

export interface SignedRequest {
  signature: string | undefined;
  /** Path and query exactly as they came in. */
  originalUrl: string;
  body: WebhookBody;
}

/** An empty token signs for everybody who knows it is empty, so a start without one is refused. */
export function signingTokens(config: Pick<Config, 'voice' | 'VOICE_AUTH_TOKEN_PREVIOUS'>): string[] {
  if (config.voice.authToken.trim() === '') throw new ConfigError(['TWILIO_AUTH_TOKEN: must not be empty']);
  const tokens = [config.voice.authToken, config.VOICE_AUTH_TOKEN_PREVIOUS ?? ''];
  return tokens.filter((token) => token.trim() !== '');
}

/** True when any of the tokens made the signature; two are valid while the token is being changed. */
export function isSigned(request: SignedRequest, publicBase: string, tokens: string[]): boolean {
  const { signature } = request;
  if (!signature || tokens.length === 0) return false;
  const url = signedUrl(publicBase, request.originalUrl);
  return tokens.some(
    (token) => token !== '' && webhooks.validateRequest(token, signature, url, request.body),
  );
}

/**
 * The URL the carrier signed. It is built from configuration and never from Host or X-Forwarded headers, which a
 * stranger writes; a fragment (`#rc=2`, connection overrides) is an order to the carrier and not part of what it signs.
 */
export function signedUrl(publicBase: string, originalUrl: string): string {
  const [withoutFragment = ''] = originalUrl.split('#');
  return publicBase.replace(/\/+$/, '') + withoutFragment;
}
