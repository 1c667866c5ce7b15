/** The document in which a mail's HTML is shown: no script, no outside address, its own quiet sheet of style. */
import type { AttachmentView } from '@lib/contracts';

const MAX_PICTURES = 200;

export type FrameFile = Pick<AttachmentView, 'id' | 'contentId'> & { url?: string };

interface Frame {
  html: string;
  /** `url`: where a picture is fetched that is no attachment of the ticket itself. */
  attachments: FrameFile[];
  origin: string;
  styleUrl: string;
  /** The mail whose pictures from outside the reader asked for; they come through us. */
  picturesOf?: string;
  /** One of our own mails is drawn in the colours of the page, a stranger's on white, for which it was made. */
  ours?: boolean;
}

/** The page's own policy is inherited; this one only narrows it further. */
export function mailDocument({ html, attachments, origin, styleUrl, picturesOf, ours }: Frame): string {
  const policy = [
    "default-src 'none'",
    `img-src ${origin}/api/attachments/ ${picturesOf ? `${origin}/api/mail-images/ ` : ''}data:`,
    `style-src ${origin} 'unsafe-inline'`,
    `font-src ${origin}`,
    "form-action 'none'",
  ].join('; ');
  return [
    `<!doctype html><html${ours ? ' class="ours"' : ''}>`,
    '<head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="referrer" content="no-referrer">',
    `<link rel="stylesheet" href="${new URL(styleUrl, origin).href}"></head><body>`,
    withInlineImages(picturesOf ? withOutsideImages(html, picturesOf) : html, attachments),
    '</body></html>',
  ].join('');
}

/** Images that came inside the mail are named by content id; they are ours to serve. */
export function withInlineImages(html: string, attachments: Frame['attachments']): string {
  const byContentId = new Map(
    attachments.flatMap((one) =>
      one.contentId
        ? [[one.contentId.replace(/^<|>$/g, ''), one.url ?? `/api/attachments/${one.id}?inline=1`] as const]
        : [],
    ),
  );
  return html.replace(/(["'(])cid:([^"')\s]+)/gi, (whole, before: string, contentId: string) => {
    const url = byContentId.get(contentId);
    return url ? `${before}${url.replaceAll('&', '&amp;')}` : whole;
  });
}

/** Counted as the server counts them; what it cannot fetch keeps its description. */
export function withOutsideImages(html: string, messageId: string): string {
  let n = 0;
  return html.replace(/(<img\b[^>]*?\s)data-remote="[^"]{1,8000}"/gi, (_whole, before: string) =>
    n < MAX_PICTURES ? `${before}src="/api/mail-images/${messageId}?n=${n++}"` : before,
  );
}

/** Whether a picture from outside is left out: the server names its address but takes it from the picture's source. */
export function hasOutsideImages(html: string): boolean {
  return /<img\b[^>]*\b(data-remote|src)\s*=\s*["']?\s*(https?:)?\/\//i.test(html);
}

/** Of a mail of ours: what was written, without the signature and the quotation that were put under it; neither field can write a div. */
export function wordsOf(html: string): string {
  const at = html.search(/<div class="guichet-(signature|quote)">/);
  return at < 0 ? html : html.slice(0, at);
}
