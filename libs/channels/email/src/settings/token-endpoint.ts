/** Asks an issuer for tokens, within a time, and says plainly whether it will ever give one again. */
import { z } from 'zod';
import { AppRefused, Reauthorise } from './mail-fault.js';
import { issuerOf, type OAuthLogin } from './oauth-issuers.js';

const ASK_MS = 10_000;
const MAX_ANSWER_BYTES = 64 * 1024;
/** Microsoft's numbers for it, and what others call it. */
const LACKS_CONSENT = /AADSTS(65001|65004|90094|500011)\b|consent|access_denied/i;
const DEFAULT_LIFE_S = 3_600;
/** Before its end a token is renewed; one that lives shorter than twice this, at half its life. */
const MARGIN_MS = 5 * 60_000;

const Answer = z.object({
  access_token: z.string().min(1).max(20_000),
  refresh_token: z.string().min(1).max(20_000).optional(),
  expires_in: z.coerce.number().positive().max(31_536_000).optional(),
});
const Refused = z.object({ error: z.string().max(200), error_description: z.string().max(5_000).optional() });

export interface Tokens {
  accessToken: string;
  /** None given: the old one stays good. */
  refreshToken: string | undefined;
  /** Milliseconds since 1970, when it is to be renewed. */
  renewAt: number;
}

/** With the application's own permission: no person is asked, and nothing is given to renew it with. Errors: `AppRefused`, or a fault that may pass. */
export function askAsApp(login: OAuthLogin, clientSecret: string | undefined): Promise<Tokens> {
  const { appScope } = issuerOf(login);
  return askForTokens(login, clientSecret, {
    grant_type: 'client_credentials',
    ...(appScope && { scope: appScope }),
  });
}

/** Errors: `Reauthorise` when only a person can help; any other fault may pass. */
export async function askForTokens(
  login: OAuthLogin,
  clientSecret: string | undefined,
  grant: Record<string, string>,
): Promise<Tokens> {
  const answer = await fetch(issuerOf(login).tokenUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({
      client_id: login.clientId,
      ...(clientSecret !== undefined && { client_secret: clientSecret }),
      ...grant,
    }),
    // A redirect would carry the secret to somewhere nobody named.
    redirect: 'error',
    signal: AbortSignal.timeout(ASK_MS),
  });
  const body = await readJson(answer);
  if (!answer.ok) throw refusal(answer.status, body, login.grant === 'app');
  const { access_token, refresh_token, expires_in = DEFAULT_LIFE_S } = Answer.parse(body);
  const lifeMs = expires_in * 1_000;
  return {
    accessToken: access_token,
    refreshToken: refresh_token,
    renewAt: Date.now() + lifeMs - Math.min(MARGIN_MS, lifeMs / 2),
  };
}

/** 4xx with a reason is final, but for "too many": the issuer has looked at what we have and does not want it. */
function refusal(status: number, body: unknown, byApp: boolean): Error {
  const { data } = Refused.safeParse(body);
  const words = `${data?.error ?? status} ${data?.error_description ?? ''}`.trim();
  const final = data !== undefined && status >= 400 && status < 500 && status !== 429;
  if (!final) return new Error(`the token server answered ${words}`);
  return byApp ? new AppRefused(words, LACKS_CONSENT.test(words)) : new Reauthorise(words);
}

async function readJson(answer: Response): Promise<unknown> {
  const text = await answer.text();
  if (text.length > MAX_ANSWER_BYTES) throw new Error('the token server answered too much');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
