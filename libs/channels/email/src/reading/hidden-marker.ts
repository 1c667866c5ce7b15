/** The mark in the HTML of our own mails that outlives a mail program which drops headers: written here, found again in what quotes it. */
const MARK = /ref:([A-Za-z0-9_\-\s>]{60,400}):ref/g;
/** Nothing it would mean is lost by reading only so many. */
const MOST = 20;

/** `mailId`: one of our own Message-IDs; what stands before its @ is signed and enough. */
export function markerOf(mailId: string): string {
  return `ref:${Buffer.from(mailId.split('@')[0] ?? '').toString('base64url')}:ref`;
}

/** Behind the words, so that no preview of the mail begins with it. */
export function withMarker(html: string, mailId: string): string {
  const hidden = 'display:none;font-size:0;line-height:0;max-height:0;overflow:hidden;mso-hide:all';
  return `${html}<div style="${hidden}" aria-hidden="true">${markerOf(mailId)}</div>`;
}

/** Ids as they were written, still to be checked: anybody can write such a mark. */
export function readMarkers(...parts: (string | null)[]): string[] {
  const found = parts.flatMap((part) =>
    [...(part ?? '').matchAll(MARK)]
      .slice(0, MOST)
      .map(([, mark = '']) => Buffer.from(mark.replace(/[\s>]/g, ''), 'base64url').toString('latin1')),
  );
  return [...new Set(found.filter((id) => /^t\.[\d.a-z]+$/.test(id)).map((id) => `${id}@`))].slice(0, MOST);
}

/** They are of no use to a reader. */
export function withoutMarkers(text: string): string {
  return text.replace(MARK, '');
}
