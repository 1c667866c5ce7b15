/** Which tokens open the line, against tokens made by the provider SDK. */
import twilio from 'twilio';
import { readAccessToken, TokenRefusal } from './access-token.js';

const authority = { accountSid: 'AC1', apiKeySid: 'SK1', apiKeySecret: 'a-secret' };

function token(change: { secret?: string; account?: string; ttl?: number } = {}): string {
  const made = new twilio.jwt.AccessToken(
    change.account ?? authority.accountSid,
    authority.apiKeySid,
    change.secret ?? authority.apiKeySecret,
    { identity: 'lea', ttl: change.ttl ?? 60 },
  );
  made.addGrant(
    new twilio.jwt.AccessToken.VoiceGrant({ incomingAllow: true, outgoingApplicationSid: 'AP1' }),
  );
  return made.toJwt();
}

const codeOf = (text: string, now?: number) => {
  try {
    readAccessToken(text, authority, now);
    return 0;
  } catch (error) {
    return (error as TokenRefusal).code;
  }
};

test('a token of the provider SDK opens the line and says who and what', () => {
  expect(readAccessToken(token(), authority)).toMatchObject({
    identity: 'lea',
    incoming: true,
    applicationSid: 'AP1',
  });
});

test('each way a token can be wrong has the code the SDK knows', () => {
  expect(codeOf(token({ secret: 'another' }))).toBe(31202);
  expect(codeOf(token({ account: 'AC2' }))).toBe(31204);
  expect(codeOf('a.b.c')).toBe(31204);
  expect(codeOf('')).toBe(31204);
  expect(codeOf(token(), Date.now() / 1000 + 61)).toBe(31205);
});

test('a token that says it needs no signature is refused', () => {
  const [, payload] = token().split('.');
  const header = Buffer.from(JSON.stringify({ alg: 'none', cty: 'twilio-fpa;v=1' })).toString('base64url');
  expect(codeOf(`${header}.${payload}.`)).toBe(31204);
});
