/** Mail as it comes in from the world: the headers of several servers, what people's programs write, quote, encode and attach; each the same for the same seed. */
import iconv from 'iconv-lite';
import { corpusLetter } from './parts/corpus-letters.js';
import { write, type Written } from './parts/letter-programs.js';
import { between, chanceOf, pick, sentence, type Chance, type Tongue } from './parts/letter-words.js';

/** Other letters of the same kind: `BENCH_SEED=7 npm run bench -- mail-ingest`. */
const seed = Number(process.env.BENCH_SEED ?? 1);
/** BENCH_LETTERS=corpus: the mail of ../shared/corpus instead. */
const fromCorpus = process.env.BENCH_LETTERS === 'corpus';

/** What letters these are, to be told with the figures. */
export const letterSource = fromCorpus ? 'corpus' : `seed ${seed}`;

const TONGUES = ['fr', 'fr', 'fr', 'fr', 'fr', 'fr', 'en', 'en', 'en', 'de'] as const;
/** Of what is not in UTF-8, where the letters allow it. */
const OLD_CHARSETS = ['iso-8859-1', 'iso-8859-1', 'windows-1252', 'iso-8859-15'] as const;
const OLD = 0.2;
const FOREIGN = 0.02;
const FOREIGNERS = [
  ['koi8-r', 'Здравствуйте, мой заказ до сих пор не пришёл, пожалуйста, помогите.'],
  ['shift_jis', 'お世話になっております。先日注文した商品がまだ届きません。ご確認をお願いいたします。'],
  ['gb18030', '您好，我的订单还没有收到，请帮忙查询一下，谢谢。'],
] as const;
const ATTACHED = 0.07;
const INLINE = 0.03;
const FILES = [
  ['application/pdf', 'pdf'],
  ['image/jpeg', 'jpeg'],
  ['image/png', 'png'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
] as const;

/**
 * The raw bytes of letter `n`, about eight kilobytes on average: half of them under six, one in a hundred over thirty-five. Each
 * has a sender and a subject of its own, but every third answers the one before. `kind` tells those of one purpose from others.
 */
export function letter(kind: string, n: number): Buffer {
  if (fromCorpus) return corpusLetter(kind, n);
  const chance = chanceOf(place(kind) + n);
  const answers = n % 3 === 2 ? `${kind}.${n - 1}@mail.example.net` : null;
  const sender = answers ? n - 1 : n;
  const matter = chanceOf(place(kind) + sender);
  const tongue = pick(matter, TONGUES);
  const subject = sentence(matter, tongue, 3 + Math.floor(matter() * 5));
  const { lines, fields } = content(chance, tongue, answers !== null);
  const head = [
    ...received(chance, n),
    ...seals(chance, `client${sender}.${kind}`),
    `From: ${encoded(`Amélie ${sentence(matter, 'en', 1)}`)} <client${sender}.${kind}@example.net>`,
    `To: ${encoded('Aide à la clientèle')} <support@guichet.test>`,
    `Subject: ${answers ? 'Re: ' : ''}${encoded(`${subject} ${sender}`)}`,
    `Message-ID: <${kind}.${n}@mail.example.net>`,
    'Date: Thu, 02 Apr 2026 09:00:00 +0200',
    ...(answers ? [`In-Reply-To: <${answers}>`, `References: <${answers}>`] : []),
    'MIME-Version: 1.0',
    ...fields,
  ];
  return Buffer.from(`${[...head, ...lines].join('\r\n')}\r\n`, 'latin1');
}

/** Where the letters of a kind begin among all that can be. */
function place(kind: string): number {
  return [...kind].reduce((sum, char) => Math.imul(sum, 31) + char.charCodeAt(0), seed * 1_000_003);
}

/** Lines of a part, its fields first; every byte one character. */
type Part = string[];

function content(chance: Chance, tongue: Tongue, answers: boolean): { lines: string[]; fields: string[] } {
  const written = write(chance, tongue, answers);
  const edge = `----=_Part_${between(chance, 1e6, 1e9)}_${between(chance, 1e6, 1e9)}.${between(chance, 1e9, 1e12)}`;
  const body = parts(chance, written, edge);
  const whole = chance();
  if (whole < INLINE && written.html)
    return { fields: written.fields, lines: around('related', edge, [body, picture(chance)]) };
  if (whole < INLINE + ATTACHED)
    return { fields: written.fields, lines: around('mixed', edge, [body, file(chance)]) };
  return { fields: written.fields, lines: body };
}

function parts(chance: Chance, { text, html }: Written, edge: string): Part {
  const { charset, encoding, said } = manner(chance, text ?? html ?? '');
  const asText = text === undefined ? null : part('text/plain', charset, encoding, html ? text : said);
  const asHtml = html === undefined ? null : part('text/html', charset, encoding, html);
  if (asText && asHtml) return around('alternative', `${edge}_alt`, [asText, asHtml]);
  return asText ?? asHtml ?? [''];
}

/** How a program writes its letters down: one charset and one encoding for all its parts. */
function manner(chance: Chance, text: string): { charset: string; encoding: string; said: string } {
  const encoding = pick(chance, [
    'quoted-printable',
    'quoted-printable',
    'quoted-printable',
    'base64',
    '8bit',
  ]);
  if (chance() < FOREIGN) {
    const [charset, line] = pick(chance, FOREIGNERS);
    return { charset, encoding: 'base64', said: Array(6).fill(line).join('\r\n') };
  }
  const old = pick(chance, OLD_CHARSETS);
  const fits = chance() < OLD && iconv.decode(iconv.encode(text, old), old) === text;
  return { charset: fits ? old : 'utf-8', encoding, said: text };
}

function part(type: string, charset: string, encoding: string, said: string): Part {
  const bytes = iconv.encode(said, charset);
  const body =
    encoding === 'base64' ? base64(bytes) : encoding === '8bit' ? bytes.toString('latin1') : quoted(bytes);
  return [`Content-Type: ${type}; charset="${charset}"`, `Content-Transfer-Encoding: ${encoding}`, '', body];
}

function around(kind: string, edge: string, inner: Part[]): Part {
  return [
    `Content-Type: multipart/${kind}; boundary="${edge}"`,
    '',
    ...inner.flatMap((lines) => [`--${edge}`, ...lines, '']),
    `--${edge}--`,
  ];
}

function file(chance: Chance): Part {
  const [type, ending] = pick(chance, FILES);
  const name = `${sentence(chance, 'en', 1)}_${between(chance, 100, 9_999)}.${ending}`;
  return [
    `Content-Type: ${type}; name="${name}"`,
    `Content-Disposition: attachment; filename="${name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    base64(noise(chance, between(chance, 2_000, 30_000))),
  ];
}

function picture(chance: Chance): Part {
  return [
    'Content-Type: image/png; name="image001.png"',
    'Content-ID: <image001.png@01DB.2026>',
    'Content-Disposition: inline; filename="image001.png"',
    'Content-Transfer-Encoding: base64',
    '',
    base64(noise(chance, between(chance, 1_500, 12_000))),
  ];
}

function noise(chance: Chance, bytes: number): Buffer {
  const made = Buffer.alloc(bytes);
  for (let at = 0; at + 4 <= bytes; at += 4) made.writeUInt32LE(Math.floor(chance() * 2 ** 32), at);
  return made;
}

function received(chance: Chance, n: number): string[] {
  return Array.from({ length: 2 + Math.floor(chance() * 4) }, (_, hop) =>
    [
      `Received: from mx${hop}.example.net (mx${hop}.example.net [192.0.2.${hop + 10}])`,
      `\tby relay${hop}.example.org (Postfix) with ESMTPS id 4${n.toString(36)}${hop}Zx1`,
      `\t(version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384 bits=256 verify=NO)`,
      `\tfor <support@guichet.test>; Thu, 02 Apr 2026 09:00:0${hop} +0200 (CEST)`,
    ].join('\r\n'),
  );
}

function seals(chance: Chance, sender: string): string[] {
  const seal = base64(noise(chance, 256)).replaceAll('\r\n', '\r\n\t ');
  return [
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.net; s=20260101; t=1775113200;\r\n\th=to:subject:message-id:date:from:mime-version:from:to:cc:subject;\r\n\tbh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;\r\n\tb=${seal}`,
    `Authentication-Results: mx.example.org; dkim=pass header.d=example.net;\r\n\tspf=pass smtp.mailfrom=${sender}@example.net; dmarc=pass`,
    ...(chance() < 0.6
      ? [`X-Gm-Message-State: AOJu0Y${base64(noise(chance, 110)).replaceAll('\r\n', '\r\n\t')}`]
      : []),
  ];
}

function encoded(words: string): string {
  return /^[\x20-\x7e]*$/.test(words) ? words : `=?UTF-8?B?${Buffer.from(words).toString('base64')}?=`;
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/.{76}(?=.)/g, '$&\r\n');
}

function quoted(bytes: Buffer): string {
  const lines: string[] = [];
  for (const line of bytes.toString('latin1').split('\r\n')) {
    let written = '';
    for (const char of line) {
      const code = char.charCodeAt(0);
      const safe = code > 126 || code === 61 || (code < 32 && code !== 9) ? `=${hex(code)}` : char;
      if (written.length + safe.length > 75) {
        lines.push(`${written}=`);
        written = '';
      }
      written += safe;
    }
    lines.push(written);
  }
  return lines.join('\r\n');
}

const hex = (code: number): string => code.toString(16).toUpperCase().padStart(2, '0');
