/** Mail as it comes in from the world: the headers of several servers, the programs people write with, what they quote and attach. */
const WORDS =
  `bonjour je vous écris parce que depuis hier matin l’imprimante du premier étage ne répond plus quand nous lançons une facture le voyant orange clignote nous avons déjà éteint et rallumé l’appareil changé la cartouche et vérifié le câble sans résultat pourriez vous nous dire quoi faire car nos clients attendent leurs papiers avant vendredi et la commande numéro reste bloquée merci d’avance pour votre aide bien cordialement`.split(
    ' ',
  );
const WRITERS = [gmail, outlook, apple, phone, gmail, outlook, apple, gmail, webmail, outlook] as const;

/** About nine kilobytes on average; every third answers the one before, every tenth carries a picture. */
export function letter(kind: string, n: number): string {
  const answers = n % 3 === 2 ? `${kind}.${n - 1}@mail.example.net` : null;
  const sender = n % 3 === 2 ? n - 1 : n;
  const { type, extra = [], body } = (WRITERS[n % WRITERS.length] ?? gmail)(n, answers !== null);
  return [
    ...received(n),
    ...seals(n),
    `From: =?UTF-8?Q?Am=C3=A9lie_Client_${sender}?= <client${sender}@example.net>`,
    `To: =?UTF-8?Q?Aide_Guichet?= <support@guichet.test>`,
    `Subject: ${answers ? 'Re: ' : ''}=?UTF-8?B?${Buffer.from(`Imprimante bloquée, commande n° ${sender}`).toString('base64')}?=`,
    `Message-ID: <${kind}.${n}@mail.example.net>`,
    'Date: Thu, 02 Apr 2026 09:00:00 +0200',
    ...(answers ? [`In-Reply-To: <${answers}>`, `References: <${answers}>`] : []),
    'MIME-Version: 1.0',
    ...extra,
    `Content-Type: ${type}`,
    ...body,
    '',
  ].join('\r\n');
}

interface Written {
  type: string;
  extra?: string[];
  body: string[];
}

function gmail(n: number, answers: boolean): Written {
  const said = text(n, 90);
  const quote = answers ? text(n + 7, 120) : '';
  const plain = `${said}\r\n\r\n${quote && `Le jeu. 2 avr. 2026 à 08:12, Aide Guichet <support@guichet.test> a écrit :\r\n\r\n${quote.replace(/^/gm, '> ')}`}`;
  const html = `<div dir="ltr">${paragraphs(said, '<div>', '</div>')}</div>${quote && `<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">Le jeu. 2 avr. 2026 à 08:12, Aide Guichet &lt;<a href="mailto:support@guichet.test">support@guichet.test</a>&gt; a écrit :<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">${paragraphs(quote, '<div>', '</div>')}</blockquote></div>`}`;
  return alternative(n, [
    part('text/plain; charset="UTF-8"', plain, 'quoted-printable'),
    part('text/html; charset="UTF-8"', html, 'quoted-printable'),
  ]);
}

function outlook(n: number, answers: boolean): Written {
  const said = text(n, 110);
  const history = answers
    ? `<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b><span style="font-family:&quot;Calibri&quot;,sans-serif">De&nbsp;:</span></b> Aide Guichet &lt;support@guichet.test&gt;<br><b>Envoyé&nbsp;:</b> jeudi 2 avril 2026 08:12<br><b>Objet&nbsp;:</b> Imprimante</p></div>${paragraphs(text(n + 7, 100), '<p class="MsoNormal">', '<o:p></o:p></p>')}`
    : '';
  const html = `<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><style><!--\r\n@font-face {font-family:Calibri; panose-1:2 15 5 2 2 2 4 3 2 4;}\r\np.MsoNormal, li.MsoNormal, div.MsoNormal {margin:0cm; font-size:11.0pt; font-family:"Calibri",sans-serif;}\r\na:link, span.MsoHyperlink {mso-style-priority:99; color:#0563C1; text-decoration:underline;}\r\n--></style></head><body lang="FR" link="#0563C1" vlink="#954F72"><div class="WordSection1">${paragraphs(said, '<p class="MsoNormal"><span style="font-size:11.0pt;font-family:&quot;Calibri&quot;,sans-serif;mso-fareast-language:EN-US">', '<o:p></o:p></span></p>')}<table class="MsoNormalTable" border="0" cellspacing="0"><tr><td style="padding:0cm 5.4pt 0cm 5.4pt"><p class="MsoNormal"><b>Amélie Client</b><br>Responsable des achats<br>01 99 00 12 34</p></td></tr></table>${history}</div></body></html>`;
  return alternative(n, [
    part('text/plain; charset="utf-8"', `${said}\r\n\r\nAmélie Client\r\nResponsable des achats`, 'base64'),
    part('text/html; charset="utf-8"', html, 'base64'),
  ]);
}

function apple(n: number, answers: boolean): Written {
  const quote = answers
    ? `\r\n\r\n> Le 2 avr. 2026 à 08:12, Aide Guichet <support@guichet.test> a écrit :\r\n>\r\n${text(n + 7, 80).replace(/^/gm, '> ')}`
    : '';
  return {
    type: 'text/plain; charset=utf-8; format=flowed',
    extra: ['Content-Transfer-Encoding: quoted-printable', 'X-Mailer: Apple Mail (2.3774.500.171)'],
    body: ['', quoted(`${text(n, 140)}${quote}\r\n\r\nEnvoyé de mon iPhone`)],
  };
}

/** A few words and a picture. */
function phone(n: number): Written {
  const edge = `Apple-Mail-${n}`;
  return {
    type: `multipart/mixed; boundary="${edge}"`,
    body: [
      '',
      `--${edge}`,
      ...part('text/plain; charset=utf-8', text(n, 40), 'quoted-printable'),
      `--${edge}`,
      `Content-Type: image/jpeg; name="IMG_${n}.jpeg"`,
      `Content-Disposition: attachment; filename="IMG_${n}.jpeg"`,
      'Content-Transfer-Encoding: base64',
      '',
      lines(Buffer.alloc(12_000, `picture ${n} `).toString('base64')),
      `--${edge}--`,
    ],
  };
}

function webmail(n: number): Written {
  const said = text(n, 100);
  return alternative(n, [
    part('text/plain; charset="iso-8859-1"', latin(said), '8bit-escaped'),
    part(
      'text/html; charset="utf-8"',
      `<html><body>${paragraphs(said, '<p>', '</p>')}</body></html>`,
      'base64',
    ),
  ]);
}

function alternative(n: number, parts: string[][]): Written {
  const edge = `000000000000${(n * 7919).toString(16)}`;
  return {
    type: `multipart/alternative; boundary="${edge}"`,
    body: ['', ...parts.flatMap((lines) => [`--${edge}`, ...lines]), `--${edge}--`],
  };
}

function part(type: string, content: string, encoding: string): string[] {
  const encoded =
    encoding === 'base64'
      ? lines(Buffer.from(content).toString('base64'))
      : encoding === 'quoted-printable'
        ? quoted(content)
        : content;
  const name = encoding === '8bit-escaped' ? 'quoted-printable' : encoding;
  return [`Content-Type: ${type}`, `Content-Transfer-Encoding: ${name}`, '', encoded, ''];
}

function received(n: number): string[] {
  return Array.from({ length: 4 }, (_, hop) =>
    [
      `Received: from mx${hop}.example.net (mx${hop}.example.net [192.0.2.${hop + 10}])`,
      `\tby relay${hop}.example.org (Postfix) with ESMTPS id 4${n.toString(36)}${hop}Zx1`,
      `\t(version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384 bits=256 verify=NO)`,
      `\tfor <support@guichet.test>; Thu, 02 Apr 2026 09:00:0${hop} +0200 (CEST)`,
    ].join('\r\n'),
  );
}

function seals(n: number): string[] {
  const base = lines(Buffer.alloc(256, `seal ${n}`).toString('base64'), '\t');
  return [
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.net; s=20260101; t=1775113200;\r\n\th=to:subject:message-id:date:from:mime-version:from:to:cc:subject;\r\n\tbh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;\r\n\tb=${base.trimStart()}`,
    `X-Google-DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=1e100.net; s=20260101;\r\n\tb=${base.trimStart()}`,
    `Authentication-Results: mx.example.org; dkim=pass header.d=example.net; spf=pass smtp.mailfrom=client${n}@example.net; dmarc=pass`,
    `X-Gm-Message-State: AOJu0Y${base.replace(/\s/g, '').slice(0, 150)}`,
  ];
}

function text(n: number, words: number): string {
  let line = '';
  const all: string[] = [];
  for (let at = 0; at < words; at += 1) {
    const word = WORDS[(n * 31 + at * (1 + (n % 5))) % WORDS.length] ?? '';
    line += line ? ` ${word}` : word;
    if (line.length > 66 || (at % 35 === 34 && line)) {
      all.push(at % 35 === 34 ? `${line}.\r\n` : line);
      line = '';
    }
  }
  return [...all, `${line} dossier ${n}.`].join('\r\n');
}

function paragraphs(said: string, open: string, close: string): string {
  return said
    .split('\r\n')
    .map((line) => `${open}${line.replaceAll('’', '&rsquo;')}${close}`)
    .join('\r\n');
}

function quoted(content: string): string {
  return content
    .split('\r\n')
    .map((line) => {
      const encoded = [...Buffer.from(line)]
        .map((byte) =>
          byte > 126 || byte === 61 || byte < 32
            ? `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
            : String.fromCharCode(byte),
        )
        .join('');
      return encoded.replace(/(.{60,70}?)(?=[^=]{3})/g, '$1=\r\n');
    })
    .join('\r\n');
}

const latin = (said: string) =>
  [...said]
    .map((char) =>
      char === '’'
        ? "'"
        : char.charCodeAt(0) > 126
          ? `=${char.charCodeAt(0).toString(16).toUpperCase()}`
          : char,
    )
    .join('');

const lines = (base64: string, indent = '') => base64.replace(/.{76}/g, `$&\r\n${indent}`);
