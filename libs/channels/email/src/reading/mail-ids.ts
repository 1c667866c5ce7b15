/** Message ids as they are compared: bare, unfolded, domain in lower case. */
const MAX_ID = 998;
const MAX_IDS = 200;

export function normalMessageId(value: string): string {
  const bare = value
    .slice(0, 4 * MAX_ID)
    .replace(/\s+/g, '')
    .replace(/^<+/, '')
    .replace(/>+$/, '')
    .slice(0, MAX_ID);
  const at = bare.lastIndexOf('@');
  return at < 0 ? bare : bare.slice(0, at) + bare.slice(at).toLowerCase();
}

/** All ids of a References or In-Reply-To value, in order; clients join, wrap and decorate them. */
export function readMessageIds(value: string | undefined): string[] {
  if (!value) return [];
  const bracketed = value.match(/<[^<>]{1,1200}>/g);
  const found = bracketed ?? value.split(/[\s,]+/).filter((word) => word.includes('@'));
  return [...new Set(found.slice(-MAX_IDS).map(normalMessageId).filter(Boolean))];
}
