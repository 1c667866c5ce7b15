/** Writes `.env` for docker compose with fresh secrets; an existing one is left as it is. */
import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';

const file = '.env';
const hex = () => randomBytes(16).toString('hex');
const publicUrl = process.argv[2] ?? 'http://localhost:8080';
const host = new URL(publicUrl).hostname;
const adminPassword = randomBytes(12).toString('base64url');
const account = {
  sid: `AC${hex()}`,
  token: hex(),
  key: `SK${hex()}`,
  keySecret: hex(),
  application: `AP${hex()}`,
};
const voice = `${publicUrl}/voice`;

/** The embedded carrier delivers its webhooks inside, and tells devices an address that they can reach from outside. */
const carrier = {
  port: 3000,
  host: '0.0.0.0',
  publicBase: publicUrl,
  internalBase: 'http://voice:3000',
  accountSid: account.sid,
  authToken: account.token,
  apiKeySid: account.key,
  apiKeySecret: account.keySecret,
  applicationSid: account.application,
  numbers: [{ phoneNumber: '+15005550100', voiceUrl: `${voice}/inbound`, statusCallback: `${voice}/leg` }],
  applications: [{ sid: account.application, voiceUrl: `${voice}/client`, statusCallback: `${voice}/leg` }],
  journalDir: '/data/voice-node',
  media: { announcedAddress: host === 'localhost' ? '127.0.0.1' : host, udpPorts: [40000, 40099] },
};

if (existsSync(file)) {
  console.log(`${file} is there already and stays as it is.`);
} else {
  const lines = {
    PUBLIC_URL: publicUrl,
    POSTGRES_PASSWORD: hex(),
    GUICHET_SECRET: randomBytes(32).toString('base64url'),
    GUICHET_ADMIN_EMAIL: 'admin@guichet.local',
    GUICHET_ADMIN_PASSWORD: adminPassword,
    TWILIO_ACCOUNT_SID: account.sid,
    TWILIO_AUTH_TOKEN: account.token,
    TWILIO_API_KEY: account.key,
    TWILIO_API_SECRET: account.keySecret,
    TWILIO_APP_SID: account.application,
    TURN_SECRET: hex(),
    VOICE_NODE_OPTIONS: `'${JSON.stringify(carrier)}'`,
  };
  const text = Object.entries(lines)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
  writeFileSync(file, text, { mode: 0o600 });
  console.log(`${file} is written. Next: docker compose up --build`);
  console.log(`Then sign in as admin@guichet.local with ${adminPassword}`);
}
