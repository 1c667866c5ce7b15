/** The HTML of a letter that was passed on inside another: kept whole, and never with what stands above it. */
import { forwardedHtml } from './forwarded-html.js';
import { readForwardedText } from './forwarded-text.js';
import { textOfHtml } from './html-text.js';

const LETTER =
  '<p>Bonjour,</p><p>plus de <b>chauffage</b> &amp; d’eau. <a href="https://x.example/">Photo</a></p>';
const SUBJECT = 'Fwd: Panne';

/** What is given is harmless already; what the sanitiser makes of a cut is seen in the product. */
function cut(html: string, text?: string): string | null {
  const found = readForwardedText(text ?? textOfHtml(html), SUBJECT);
  if (!found) throw new Error('nothing was passed on');
  return forwardedHtml(html, SUBJECT, found, (rest) => rest);
}

const gmail = (letter: string) =>
  `<div dir="ltr">Elle est <i>pénible</i>.<br><br><div class="gmail_quote"><div dir="ltr">---------- Forwarded message ---------<br>De : <b>Zoé</b> &lt;<a href="mailto:zoe@example.net">zoe@example.net</a>&gt;<br>Date: jeu. 2 avr. 2026<br>Subject: Panne<br>To: &lt;lea@guichet.test&gt;<br></div><br><br>${letter}</div></div>`;
const outlook = (letter: string) =>
  `<div>Elle est pénible.</div><hr><div><b>De :</b> Zoé &lt;zoe@example.net&gt;<br><b>Envoyé :</b> jeudi 2 avril<br><b>À :</b> Léa<br><b>Objet :</b> Panne</div><div><br></div>${letter}`;
const thunderbird = (letter: string) =>
  `<p>Elle est pénible.</p><div>-------- Message transféré --------<table><tbody><tr><th>Sujet :</th><td>Panne</td></tr><tr><th>De :</th><td>Zoé &lt;zoe@example.net&gt;</td></tr></tbody></table><br>${letter}</div>`;
const apple = (letter: string) =>
  `Elle est pénible.<br><blockquote><div>Début du message transféré :</div><br><div><b>De: </b>Zoé &lt;zoe@example.net&gt;</div><div><b>Objet: </b>Panne</div><br>${letter}</blockquote>`;

test.each([
  ['Gmail', gmail],
  ['Outlook', outlook],
  ['Thunderbird', thunderbird],
  ['Apple Mail', apple],
])(
  'as %s passes it on: the letter with its look, without the note and the copied fields',
  (_program, mail) => {
    const html = cut(mail(LETTER)) ?? '';
    expect(html).toContain('<p>plus de <b>chauffage</b> &amp; d’eau. <a href="https://x.example/"');
    expect(textOfHtml(html)).toBe('Bonjour,\n\nplus de chauffage & d’eau. Photo');
  },
);

test('a picture above its first word stays', () => {
  const html = cut(gmail(`<img src="cid:logo@x" alt="logo" />${LETTER}`));
  expect(html).toContain('<img src="cid:logo@x" alt="logo" />');
});

test('a table of its own stays whole; out of half a one nothing is taken', () => {
  expect(cut(gmail(`<table><tr><td>12</td><td>34</td></tr></table>`))).toContain('<td>34</td>');
  expect(cut(`<table><tr><td>${outlook(LETTER)}</td><td>beside it</td></tr></table>`)).toBeNull();
});

test('HTML that names another sender than the text, or passes nothing on, is left out', () => {
  const text = [
    '---------- Forwarded message ---------',
    'De : Max <max@example.net>',
    'Objet : x',
    '',
    'Non.',
  ];
  expect(cut(gmail(LETTER), text.join('\n'))).toBeNull();
  expect(cut('<p>Rien.</p>', text.join('\n'))).toBeNull();
});

test('of a mail too long to be read to its end nothing is taken', () => {
  expect(cut(gmail('<p>Encore une ligne.</p>'.repeat(6_000)))).toBeNull();
});
