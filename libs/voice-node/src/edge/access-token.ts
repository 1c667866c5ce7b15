/** Checks the access token a browser registers with: signed with the API key, made for this account, not over. */
import { createHmac, timingSafeEqual } from 'node:crypto';

export interface ClientGrant {
  identity: string;
  incoming: boolean;
  applicationSid: string | null;
  /** Seconds since the epoch. */
  expiresAt: number;
}

export interface TokenAuthority {
  accountSid: string;
  apiKeySid: string;
  apiKeySecret: string;
}

/** A token that does not open the line, with the code the SDK turns into its own error. */
export class TokenRefusal extends Error {
  constructor(
    readonly code: 31202 | 31204 | 31205,
    message: string,
  ) {
    super(message);
  }
}

interface Claims {
  iss?: string;
  sub?: string;
  exp?: number;
  nbf?: number;
  grants?: {
    identity?: string;
    voice?: { incoming?: { allow?: boolean }; outgoing?: { application_sid?: string } };
  };
}

export function readAccessToken(
  token: string,
  authority: TokenAuthority,
  now = Date.now() / 1000,
): ClientGrant {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const head = decode<{ alg?: string; cty?: string }>(header);
  if (head.alg !== 'HS256' || !head.cty?.startsWith('twilio-fpa;v=1')) {
    throw new TokenRefusal(31204, 'JWT is invalid');
  }
  const expected = createHmac('sha256', authority.apiKeySecret).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new TokenRefusal(31202, 'JWT signature validation failed');
  }
  return grantOf(decode<Claims>(payload), authority, now);
}

function grantOf(claims: Claims, authority: TokenAuthority, now: number): ClientGrant {
  const { identity, voice } = claims.grants ?? {};
  if (claims.iss !== authority.apiKeySid || claims.sub !== authority.accountSid || !identity) {
    throw new TokenRefusal(31204, 'JWT is invalid');
  }
  if (typeof claims.exp !== 'number' || (claims.nbf !== undefined && claims.nbf > now + 60)) {
    throw new TokenRefusal(31204, 'JWT is invalid');
  }
  if (claims.exp <= now) throw new TokenRefusal(31205, 'JWT is expired');
  return {
    identity,
    incoming: voice?.incoming?.allow === true,
    applicationSid: voice?.outgoing?.application_sid ?? null,
    expiresAt: claims.exp,
  };
}

function decode<T>(part: string): T {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    if (value !== null && typeof value === 'object') return value as T;
  } catch {
    // Falls through: whatever it is, it is no token.
  }
  throw new TokenRefusal(31204, 'JWT is invalid');
}
