/** What people's mail programs make of a few paragraphs: as text, beside HTML of their own kind, below what they quote. */
import { between, pick, prose, sentence, type Chance, type Tongue } from './letter-words.js';

/** What is written, before it is put into a charset and an encoding; either may be missing. */
export interface Written {
  tongue: Tongue;
  text?: string;
  html?: string;
  fields: string[];
}

type Program = (chance: Chance, tongue: Tongue, history: string[][] | null) => Written;

const SAID: Record<Tongue, string> = {
  fr: 'Le jeu. 2 avr. 2026 à 08:12, Aide Guichet <support@guichet.test> a écrit :',
  en: 'On Thu, Apr 2, 2026 at 8:12 AM Guichet Help <support@guichet.test> wrote:',
  de: 'Am Do., 2. Apr. 2026 um 08:12 schrieb Guichet Hilfe <support@guichet.test>:',
};
const LABELS: Record<Tongue, readonly [string, string, string, string]> = {
  fr: ['De', 'Envoyé', 'À', 'Objet'],
  en: ['From', 'Sent', 'To', 'Subject'],
  de: ['Von', 'Gesendet', 'An', 'Betreff'],
};
const PHONES: Record<Tongue, string> = {
  fr: 'Envoyé de mon iPhone',
  en: 'Sent from my iPhone',
  de: 'Von meinem iPhone gesendet',
};
const CALIBRI = 'font-size:11.0pt;font-family:&quot;Calibri&quot;,sans-serif;mso-fareast-language:EN-US';

const telephone: Program = (chance, tongue, history) => ({
  tongue,
  text: plain([...prose(chance, tongue, between(chance, 6, 80)), [PHONES[tongue]]], history, tongue),
  fields: ['X-Mailer: iPhone Mail (22D82)'],
});

/** No HTML at all, and quotes in full: programs of the thorough. */
const desktop: Program = (chance, tongue, history) => ({
  tongue,
  text: plain([...prose(chance, tongue, between(chance, 30, 300)), ...signature(chance)], history, tongue),
  fields: ['User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.8.0'],
});

const gmail: Program = (chance, tongue, history) => {
  const said = prose(chance, tongue, between(chance, 30, 260));
  const quote = history
    ? `<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">${escaped(SAID[tongue])}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">${each(history, '<div>', '</div><div><br></div>')}</blockquote></div>`
    : '';
  return {
    tongue,
    text: plain(said, history, tongue),
    html: `<div dir="ltr">${each(said, '<div>', '</div><div><br></div>')}</div>${quote}\r\n`,
    fields: [],
  };
};

const apple: Program = (chance, tongue, history) => {
  const said = prose(chance, tongue, between(chance, 8, 90));
  const quote = history
    ? `<blockquote type="cite">${escaped(SAID[tongue])}<br><br></blockquote><blockquote type="cite"><div dir="ltr">\u200b${each(history, '<p>', '</p>')}</div></blockquote>`
    : '';
  return {
    tongue,
    text: plain([...said, [PHONES[tongue]]], history, tongue),
    html: `<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body dir="auto">${each(said, '<div dir="ltr">', '</div>')}<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">${PHONES[tongue]}</div>${quote}</body></html>`,
    fields: ['X-Mailer: Apple Mail (2.3774.500.171)'],
  };
};

const outlook: Program = (chance, tongue, history) => {
  const said = prose(chance, tongue, between(chance, 30, 260));
  const [from, sent, to, subject] = LABELS[tongue];
  const label = (name: string, value: string): string =>
    `<b><span lang="${tongue}" style="${CALIBRI}">${name}:</span></b><span style="${CALIBRI}"> ${value}<br></span>`;
  const quote = history
    ? `<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">${label(from, 'Guichet &lt;support@guichet.test&gt;')}${label(sent, '2026-04-02 08:12')}${label(to, 'client')}${label(subject, 'Guichet')}</p></div></div>${each(history, '<p class="MsoNormal">', '<o:p></o:p></p>')}`
    : '';
  const own = each(said, `<p class="MsoNormal"><span style="${CALIBRI}">`, '<o:p></o:p></span></p>');
  const head = `<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">\r\n<head><meta name="Generator" content="Microsoft Word 15 (filtered medium)"><!--[if !mso]><style>v\\:* {behavior:url(#default#VML);}\r\no\\:* {behavior:url(#default#VML);}\r\n</style><![endif]--><style><!--\r\n${FACES}${RULES}--></style><!--[if gte mso 9]><xml><o:shapedefaults v:ext="edit" spidmax="1026" /></xml><![endif]--></head>`;
  return {
    tongue,
    text: plain([...said, ...signature(chance)], history, tongue),
    html: `${head}<body lang="${tongue}" link="#0563C1" vlink="#954F72" style="word-wrap:break-word"><div class="WordSection1">${own}<p class="MsoNormal"><o:p>&nbsp;</o:p></p>${card(chance)}${quote}</div></body></html>`,
    fields: [
      'Accept-Language: fr-FR, en-US',
      'X-MS-Has-Attach:',
      'X-MS-TNEF-Correlator:',
      `X-MS-Exchange-CrossTenant-Id: ${between(chance, 1e8, 1e9)}-8a1c-4d0e`,
    ],
  };
};

/** Webmail of a provider, HTML alone. */
const webmail: Program = (chance, tongue, history) => ({
  tongue,
  html: `<html><head></head><body><div style="font-family: Verdana;font-size: 12.0px;">${each(prose(chance, tongue, between(chance, 30, 260)), '<div>', '</div><div>&nbsp;</div>')}${history ? `<div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5;">${each(history, '<div>', '</div>')}</div>` : ''}</div></body></html>`,
  fields: ['X-Mailer: Zimbra 8.8.15_GA_4717'],
});

/** What a shop or a form writes in the name of somebody: tables in tables. */
const form: Program = (chance, tongue) => {
  const cell =
    'padding:8px 12px;border-bottom:1px solid #e5e7eb;font:14px/20px Arial,Helvetica,sans-serif;color:#111827';
  const rows = Array.from(
    { length: between(chance, 8, 50) },
    () =>
      `<tr><td style="${cell};font-weight:bold" valign="top" width="180">${escaped(sentence(chance, tongue, 2))}</td><td style="${cell}">${escaped(sentence(chance, tongue, between(chance, 2, 20)))} <a href="https://shop.example/o/${between(chance, 1e6, 1e9)}?utm_source=mail&amp;utm_medium=form" style="color:#1d4ed8;text-decoration:underline">${between(chance, 1e6, 1e9)}</a></td></tr>`,
  );
  const said = prose(chance, tongue, 40);
  return {
    tongue,
    text: plain(said, null, tongue),
    html: `<!DOCTYPE html><html><head><meta charset="utf-8"><title>Guichet</title><style>@media only screen and (max-width:600px){.wrap{width:100%!important}td{display:block}}</style></head><body style="margin:0;background-color:#f3f4f6"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#f3f4f6"><tr><td align="center" style="padding:24px"><table class="wrap" role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" bgcolor="#ffffff"><tr><td style="padding:24px"><img src="https://shop.example/logo.png" width="120" height="32" alt="Shop"></td></tr><tr><td style="padding:0 24px">${each(said, '<p style="font:16px/24px Arial,sans-serif;color:#111827;margin:0 0 16px">', '</p>')}<table width="100%" cellpadding="0" cellspacing="0">${rows.join('\r\n')}</table></td></tr></table><img src="https://shop.example/open?id=${between(chance, 1e6, 1e9)}" width="1" height="1" alt=""></td></tr></table></body></html>`,
    fields: ['X-PHP-Originating-Script: 1000:contact.php'],
  };
};

/** As often as they come to a support mailbox. */
const PROGRAMS: [Program, ...Program[]] = [
  ...([gmail, gmail, gmail, gmail, gmail, outlook, outlook, outlook, outlook, outlook] as const),
  ...([telephone, telephone, telephone, apple, apple, desktop, desktop] as const),
  ...([webmail, form, form] as const),
];

/** Answers quote what they answer and, the longer a matter lasts, what that had answered. */
export function write(chance: Chance, tongue: Tongue, answers: boolean): Written {
  const history = answers ? prose(chance, tongue, between(chance, 90, 800)) : null;
  return pick(chance, PROGRAMS)(chance, tongue, history);
}

const FACES = ['Cambria Math', 'Calibri', 'Tahoma', 'Aptos', 'Segoe UI Emoji', 'MS Gothic']
  .map(
    (face) =>
      `@font-face\r\n\t{font-family:"${face}";\r\n\tpanose-1:2 15 5 2 2 2 4 3 2 4;\r\n\tmso-font-charset:0;}\r\n`,
  )
  .join('');
const RULES = [
  'p.MsoNormal, li.MsoNormal, div.MsoNormal',
  'a:link, span.MsoHyperlink',
  'span.EmailStyle18',
  '.MsoChpDefault',
]
  .map(
    (name) =>
      `${name}\r\n\t{margin:0cm;\r\n\tfont-size:11.0pt;\r\n\tfont-family:"Calibri",sans-serif;\r\n\tmso-ligatures:standardcontextual;\r\n\tmso-fareast-language:EN-US;}\r\n`,
  )
  .join('');

function card(chance: Chance): string {
  return `<table class="MsoNormalTable" border="0" cellspacing="0" cellpadding="0" style="border-collapse:collapse"><tr><td width="120" style="width:90.0pt;padding:0cm 5.4pt 0cm 5.4pt"><p class="MsoNormal"><b><span style="color:#1F3864">${sentence(chance, 'en', 2)}</span></b><o:p></o:p></p></td><td style="padding:0cm 5.4pt 0cm 5.4pt"><p class="MsoNormal"><span style="font-size:9.0pt;color:gray">+33 1 99 00 ${between(chance, 10, 99)} ${between(chance, 10, 99)}<br><a href="https://www.example.net/"><span style="color:#0563C1">www.example.net</span></a></span><o:p></o:p></p></td></tr></table>`;
}

function signature(chance: Chance): string[][] {
  return [
    ['-- ', sentence(chance, 'en', 2), `+33 1 99 00 ${between(chance, 10, 99)} ${between(chance, 10, 99)}`],
  ];
}

function plain(paragraphs: string[][], history: string[][] | null, tongue: Tongue): string {
  const own = paragraphs.map((lines) => lines.join('\r\n')).join('\r\n\r\n');
  if (!history) return `${own}\r\n`;
  const quote = history.map((lines) => lines.map((line) => `> ${line}`).join('\r\n')).join('\r\n>\r\n');
  return `${own}\r\n\r\n${SAID[tongue]}\r\n\r\n${quote}\r\n`;
}

function each(paragraphs: string[][], open: string, close: string): string {
  return paragraphs.map((lines) => `${open}${escaped(lines.join('\r\n'))}${close}`).join('\r\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
