/** Makes the HTML of a mail harmless: an allow-list, no styles that lay out, no scripts, no forms, remote images named but not loaded. */
import sanitizeHtml from 'sanitize-html';

const MAX_HTML = 1_000_000;
/** Beyond this a mail is a trap for the reader's browser, not a letter. */
const MAX_LINKS = 5_000;
const MAX_STYLES = 1_000;
const MAX_STYLE = 1_000;
const safeStyles = new Map<string, string>();

const safeColour = [/^#[0-9a-f]{3,8}$/i, /^rgba?\([\d\s.,%]+\)$/i, /^[a-z]{3,20}$/i];
const safeSize = [/^\d{1,4}(\.\d{1,3})?(px|pt|em|rem|%)?$/i];
const word = [/^[a-z-]{2,20}$/i];

const options: sanitizeHtml.IOptions = {
  allowedTags: [
    ...[
      'a',
      'abbr',
      'address',
      'article',
      'b',
      'big',
      'blockquote',
      'br',
      'caption',
      'center',
      'cite',
      'code',
      'col',
    ],
    ...[
      'colgroup',
      'dd',
      'del',
      'dfn',
      'div',
      'dl',
      'dt',
      'em',
      'figcaption',
      'figure',
      'font',
      'h1',
      'h2',
      'h3',
      'h4',
    ],
    ...[
      'h5',
      'h6',
      'hr',
      'i',
      'img',
      'ins',
      'kbd',
      'li',
      'mark',
      'ol',
      'p',
      'pre',
      'q',
      's',
      'samp',
      'section',
      'small',
    ],
    ...[
      'span',
      'strike',
      'strong',
      'sub',
      'sup',
      'table',
      'tbody',
      'td',
      'tfoot',
      'th',
      'thead',
      'tr',
      'tt',
      'u',
      'ul',
      'var',
    ],
  ],
  allowedAttributes: {
    '*': ['dir', 'lang', 'title', 'style', 'align', 'valign'],
    a: ['href', 'name', 'rel', 'target'],
    img: ['src', 'alt', 'width', 'height', 'data-remote'],
    font: ['color', 'face', 'size'],
    table: ['border', 'cellpadding', 'cellspacing', 'width', 'bgcolor'],
    td: ['colspan', 'rowspan', 'width', 'height', 'bgcolor'],
    th: ['colspan', 'rowspan', 'width', 'height', 'bgcolor'],
    col: ['span', 'width'],
    ol: ['start', 'type'],
  },
  // `harmlessStyle` has been there before: the same few styles are said again and again in a mail.
  parseStyleAttributes: false,
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['cid', 'data'] },
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  nonTextTags: [
    'script',
    'style',
    'textarea',
    'option',
    'noscript',
    'title',
    'head',
    'xmp',
    'noembed',
    'noframes',
    'template',
  ],
  enforceHtmlBoundary: false,
  nestingLimit: 120,
  transformTags: { '*': harmlessStyle, a: outsideLink, img: quietImage },
  exclusiveFilter: (frame) => frame.tag === 'img' && !frame.attribs.src && !frame.attribs['data-remote'],
};

const styleOptions: sanitizeHtml.IOptions = {
  allowedTags: ['i'],
  allowedAttributes: { i: ['style'] },
  allowedStyles: {
    '*': {
      color: safeColour,
      'background-color': safeColour,
      'font-size': safeSize,
      'font-weight': [/^(bold|bolder|lighter|normal|[1-9]00)$/i],
      'font-style': word,
      'text-align': word,
      'text-decoration': word,
      'vertical-align': word,
      'white-space': word,
    },
  },
};

/** Null when there is nothing worth showing as HTML; the text then stands alone. */
export function sanitiseMailHtml(html: string): string | null {
  if (html.length > MAX_HTML || countLinks(html) > MAX_LINKS) return null;
  const clean = sanitizeHtml(html, options).trim();
  return clean === '' || clean.length > MAX_HTML ? null : clean;
}

function harmlessStyle(tagName: string, { style, ...rest }: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  const kept = style === undefined ? '' : safeStyle(style);
  return { tagName, attribs: kept === '' ? rest : { ...rest, style: kept } };
}

/** Reading a style costs more than reading a tag, and a mail repeats a few of them in every paragraph. */
function safeStyle(style: string): string {
  const known = safeStyles.get(style);
  if (known !== undefined) return known;
  const quoted = style.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
  const alone = sanitizeHtml(`<i style="${quoted}"></i>`, styleOptions);
  const safe = /^<i style="([^"&<>]*)"><\/i>$/.exec(alone)?.[1] ?? '';
  if (safeStyles.size >= MAX_STYLES) safeStyles.clear();
  if (style.length <= MAX_STYLE) safeStyles.set(style, safe);
  return safe;
}

function outsideLink(tagName: string, attribs: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  return {
    tagName,
    attribs: attribs.href ? { ...attribs, target: '_blank', rel: 'noopener noreferrer nofollow' } : attribs,
  };
}

/** A remote address is kept aside for a reader who asks for pictures; tracking pixels go, inline pictures stay. */
function quietImage(tagName: string, attribs: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  const { 'data-remote': aside = '', src = aside, ...rest } = attribs;
  if (isPixel(attribs)) return { tagName, attribs: {} };
  if (/^cid:/i.test(src) || /^data:image\/(png|jpeg|jpg|gif|webp);base64,/i.test(src))
    return { tagName, attribs: { ...rest, src } };
  return { tagName, attribs: /^https?:\/\//i.test(src) ? { ...rest, 'data-remote': src } : {} };
}

function isPixel(attribs: sanitizeHtml.Attributes): boolean {
  const small = (value: string | undefined): boolean =>
    value !== undefined && /^\s*[0-2](px)?\s*$/.test(value);
  return small(attribs.width) || small(attribs.height);
}

function countLinks(html: string): number {
  let count = 0;
  for (let at = html.indexOf('<a '); at >= 0 && count <= MAX_LINKS; at = html.indexOf('<a ', at + 3)) count++;
  return count;
}
