/** The pictures that a made-safe mail names but does not load: the sanitiser keeps their addresses aside, in order. */

const MAX = 200;
const NAMED: Record<string, string> = { '&amp;': '&', '&quot;': '"', '&lt;': '<', '&gt;': '>' };

/** At most 200, in the order they stand in; each place counts, also when the same picture is named twice. */
export function remotePictures(html: string): string[] {
  return [...html.matchAll(/<img\b[^>]*?\sdata-remote="([^"]{1,8000})"/gi)]
    .slice(0, MAX)
    .map(([, address = '']) => address.replace(/&(?:amp|quot|lt|gt);/g, (name) => NAMED[name] ?? name));
}
