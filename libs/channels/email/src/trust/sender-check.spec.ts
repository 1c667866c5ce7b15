/** Real signatures by keys made here, names answered by a table: who is believed, who is a forgery, and what nobody can tell. */
import { generateKeyPairSync } from 'node:crypto';
import { dkimSign, sealMessage } from 'mailauth';
import { readHeaderBlock } from '../reading/header-block.js';
import { readMail } from '../reading/read-mail.js';
import { checkSender } from './sender-check.js';
import { checkWanted, trustVerdict, type TrustGround } from './trust-verdict.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const key = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
const GOOD_IP = '203.0.113.7';
const BAD_IP = '198.51.100.66';

const names: Record<string, string> = {
  's1._domainkey.example.com': key,
  's1._domainkey.evil.test': key,
  's1._domainkey.forward.test': key,
  'example.com': `v=spf1 ip4:${GOOD_IP} -all`,
  'news.example.com': `v=spf1 ip4:${GOOD_IP} -all`,
  '_dmarc.example.com': 'v=DMARC1; p=reject',
  'strict.test': `v=spf1 ip4:${GOOD_IP} -all`,
  '_dmarc.strict.test': 'v=DMARC1; p=reject; adkim=s; aspf=s',
  's1._domainkey.mail.strict.test': key,
  'evil.test': `v=spf1 ip4:${BAD_IP} -all`,
};
const silence = new Set<string>();
const ask = (name: string, type: string): Promise<string[][]> => {
  const code = silence.has(name) ? 'ETIMEOUT' : 'ENOTFOUND';
  const record = names[name.toLowerCase()];
  if (type === 'TXT' && record && code === 'ENOTFOUND') return Promise.resolve([[record]]);
  return Promise.reject(Object.assign(new Error(code), { code }));
};
afterEach(() => silence.clear());

const letter = (from: string, more: string[] = []) =>
  [
    ...more,
    `From: ${from}`,
    'To: support@guichet.test',
    'Subject: Hello',
    'Date: Thu, 02 Apr 2026 09:00:00 +0200',
    'Message-ID: <one@example.com>',
    '',
    'Please change my bank account.',
    '',
  ].join('\r\n');

async function signed(raw: string, domain: string, maxBodyLength?: number): Promise<string> {
  const { signatures } = await dkimSign(raw, {
    signatureData: [{ signingDomain: domain, selector: 's1', privateKey: pem, maxBodyLength }],
  } as Parameters<typeof dkimSign>[1]);
  return signatures + raw;
}

interface Sent {
  ip?: string;
  envelopeFrom?: string;
  ground?: Partial<TrustGround>;
}

async function judge(raw: string, { ip = BAD_IP, envelopeFrom = 'a@evil.test', ground }: Sent = {}) {
  const { mail } = await readMail(Buffer.from(raw));
  const whole: TrustGround = {
    door: 'smtp',
    envelope: { from: envelopeFrom, remote: ip, helo: 'out.evil.test' },
    trustedServer: null,
    arcSealers: [],
    ...ground,
  };
  const order = checkWanted(mail, whole);
  return trustVerdict(mail, whole, order && (await checkSender(Buffer.from(raw), order, ask)));
}

test('signed by the domain it gives as the sender: proven, and by us', async () => {
  const raw = await signed(letter('Zoé <zoe@example.com>'), 'example.com');
  expect(await judge(raw)).toMatchObject({
    ...{
      verdict: 'pass',
      domain: 'example.com',
      by: 'us',
      why: null,
      dmarc: 'pass',
      dkim: 'pass',
      spf: 'pass',
    },
  });
});

test('sent from a computer of its domain, unsigned: proven', async () => {
  const sent = { ip: GOOD_IP, envelopeFrom: 'zoe@example.com' };
  expect(await judge(letter('zoe@example.com'), sent)).toMatchObject({ verdict: 'pass', dkim: null });
});

test('a forged sender is said to be one, whatever else is in order', async () => {
  const forged = await signed(letter('boss@example.com'), 'evil.test');
  expect(await judge(forged)).toMatchObject({
    verdict: 'fail',
    dmarc: 'fail',
    evidence: ['spf=pass evil.test', 'dkim=pass evil.test', 'dmarc=fail p=reject'],
  });
  expect(await judge(letter('boss@example.com'))).toMatchObject({ verdict: 'fail' });
});

test('a subdomain counts for its domain, unless the domain says that only the very name does', async () => {
  const sent = { ip: GOOD_IP, envelopeFrom: 'bounce@news.example.com' };
  expect(await judge(letter('zoe@example.com'), sent)).toMatchObject({ verdict: 'pass' });
  const strict = await signed(letter('zoe@strict.test'), 'mail.strict.test');
  expect(await judge(strict)).toMatchObject({ verdict: 'fail' });
});

test('what was written below the signed part makes the signature worth nothing', async () => {
  const raw = await signed(letter('zoe@example.com'), 'example.com', 10);
  expect(await judge(raw)).toMatchObject({ verdict: 'fail' });
});

test('a word changed after the signature', async () => {
  const raw = (await signed(letter('zoe@example.com'), 'example.com')).replace('bank', 'Bank');
  expect(await judge(raw)).toMatchObject({ verdict: 'fail', dkim: 'neutral' });
});

test('two senders, or a second From field under the signed one, prove nobody', async () => {
  const both = await signed(letter('zoe@example.com, boss@example.com'), 'example.com');
  expect(await judge(both)).toMatchObject({ verdict: 'none', why: 'sender-unclear' });
  const second = `From: boss@example.com\r\n${await signed(letter('zoe@example.com'), 'example.com')}`;
  expect(await judge(second)).toMatchObject({ verdict: 'none', why: 'sender-unclear' });
});

test('names that nobody answers leave it open: no forgery, no proof', async () => {
  const raw = await signed(letter('zoe@example.com'), 'example.com');
  silence.add('s1._domainkey.example.com');
  expect(await judge(raw)).toMatchObject({ verdict: 'none', why: 'no-dns' });
  silence.add('_dmarc.example.com');
  expect(await judge(raw)).toMatchObject({ verdict: 'none', why: 'no-dns' });
});

test('a domain that asks for nothing is neither', async () => {
  expect(await judge(letter('a@evil.test'))).toMatchObject({
    verdict: 'none',
    why: 'no-policy',
    spf: 'pass',
  });
});

test('from this machine a mail without a signature says nothing, and one whose signature is broken is no forgery yet', async () => {
  expect(await judge(letter('zoe@example.com'), { ip: '127.0.0.1' })).toMatchObject({
    why: 'nothing-to-check',
  });
  const raw = (await signed(letter('zoe@example.com'), 'example.com')).replace('bank', 'Bank');
  expect(await judge(raw, { ip: '::ffff:127.0.0.1' })).toMatchObject({ verdict: 'none', why: 'undecided' });
});

test('a forwarder that is trusted vouches for what it changed; another does not', async () => {
  const list = letter('zoe@example.com', []).replace('Hello', '[list] Hello');
  const results = 'i=1; forward.test; dmarc=pass header.from=example.com';
  const seal = await sealMessage(list, {
    ...{ signingDomain: 'forward.test', selector: 's1', privateKey: pem, algorithm: 'rsa-sha256' },
    ...{ i: 1, cv: 'none', authResults: results.slice(5) },
  } as Parameters<typeof sealMessage>[1]);
  const raw = seal.toString() + list;
  expect(readHeaderBlock(Buffer.from(raw)).has('arc-seal')).toBe(true);
  const ground = { arcSealers: ['forward.test'] };
  expect(await judge(raw, { ground })).toMatchObject({
    verdict: 'pass',
    by: 'sealer',
    server: 'forward.test',
  });
  expect(await judge(raw)).toMatchObject({ verdict: 'fail', arc: 'pass' });
  const touched = raw.replace('bank', 'Bank');
  expect(await judge(touched, { ground })).toMatchObject({ verdict: 'fail', arc: 'fail' });
  const other = raw.replace('From: zoe@example.com', 'From: boss@strict.test');
  expect((await judge(other, { ground })).verdict).toBe('fail');
});

describe('what the mailbox’s own server wrote', () => {
  const own = { door: 'imap', trustedServer: 'mx.guichet.test', envelope: { from: null } } as const;
  const written = (line: string, from = 'zoe@example.com') =>
    letter(from, [`Authentication-Results: ${line}`, 'Authentication-Results: mx.guichet.test; dmarc=pass']);

  test('is believed before anything else, and only on top', async () => {
    const top = 'mx.guichet.test; spf=fail smtp.mailfrom=evil.test; dmarc=fail header.from=example.com';
    expect(await judge(written(top), { ground: own })).toMatchObject({
      ...{ verdict: 'fail', by: 'provider', server: 'mx.guichet.test', spf: 'fail' },
    });
    const below = 'mx.evil.test; dmarc=pass header.from=example.com';
    expect(await judge(written(below), { ground: own })).toMatchObject({ verdict: 'none', by: 'nobody' });
  });

  test('about another domain than the sender’s, it says nothing of the sender', async () => {
    const line = 'mx.guichet.test; dmarc=pass header.from=evil.test';
    expect(await judge(written(line), { ground: own })).toMatchObject({ verdict: 'none', why: 'undecided' });
  });

  test('is nobody’s word at our own door: there a stranger writes what they like', async () => {
    const line = 'mx.guichet.test; dmarc=pass header.from=example.com';
    const ground = { trustedServer: 'mx.guichet.test' };
    expect(await judge(written(line), { ground })).toMatchObject({ verdict: 'fail', by: 'us' });
  });

  test('without a name it counts for a mailbox at Microsoft alone', async () => {
    const line = 'spf=pass smtp.mailfrom=example.com; dmarc=pass action=none header.from=example.com';
    expect(await judge(written(line), { ground: own })).toMatchObject({ verdict: 'none' });
    const there = { ...own, trustedServer: 'outlook.com' };
    expect(await judge(written(line), { ground: there })).toMatchObject({ verdict: 'pass', by: 'provider' });
  });
});
