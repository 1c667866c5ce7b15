/** The words of a mail that came as HTML alone, as plain text: for search, for splitting replies, for who reads no HTML. Never shown as HTML. */

const MAX_HTML = 1_000_000;
const WORDLESS = new Set(['script', 'style', 'head', 'title', 'textarea', 'noscript', 'template', 'select']);
const ENDS_LINE =
  /^(?:br|hr|p|div|tr|li|h[1-6]|blockquote|table|ul|ol|pre|section|article|header|footer|address|dt|dd)$/;

/** Names of U+00A0 to U+00FF in their order, as HTML has them. */
const LATIN =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';
const NAMED = new Map([
  ...LATIN.split(' ').map((name, at): [string, string] => [name, String.fromCharCode(160 + at)]),
  ...Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", euro: '€', hellip: '…', bull: '•' }),
  ...Object.entries({ ndash: '–', mdash: '—', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', trade: '™' }),
  ...Object.entries({ oelig: 'œ', OElig: 'Œ', zwnj: '', zwj: '', ensp: ' ', emsp: ' ', thinsp: ' ' }),
]);

/** '' when it is too long to be worth it. One pass, whatever the markup does. */
export function textOfHtml(html: string): string {
  if (html.length > MAX_HTML) return '';
  const lower = html.toLowerCase();
  let text = '';
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    text += html.slice(at, open < 0 ? undefined : open).replace(/\s+/g, ' ');
    if (open < 0) break;
    if (!/[a-z!?/]/.test(lower[open + 1] ?? '')) {
      text += '<';
      at = open + 1;
      continue;
    }
    const name = /^<\/?([a-z][a-z0-9]{0,20})/.exec(lower.slice(open, open + 24))?.[1] ?? '';
    if (ENDS_LINE.test(name)) text += '\n';
    else if (name === 'td' || name === 'th') text += ' ';
    at = after(html, lower.startsWith('<!--', open) ? '-->' : '>', open);
    if (WORDLESS.has(name) && html[open + 1] !== '/')
      at = after(html, '>', at, lower.indexOf(`</${name}`, at));
  }
  return tidy(decode(text));
}

/** Where reading goes on after a mark; a mark that never comes ends the text. */
function after(html: string, mark: string, from: number, start = from): number {
  const found = start < 0 ? -1 : html.indexOf(mark, start);
  return found < 0 ? html.length : found + mark.length;
}

function decode(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}\d{0,2}));/gi,
    (whole, decimal, hex, name) => {
      const code = decimal ? Number(decimal) : hex ? Number.parseInt(String(hex), 16) : null;
      if (code === null) return NAMED.get(String(name)) ?? whole;
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
    },
  );
}

function tidy(text: string): string {
  return text
    .replace(/\u00a0/g, ' ')
    .split('\n')
    .map((line) => line.replace(/ {2,}/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
