/** Which stretches of a text are not its writer's words: quoted history, addresses and links. */

export interface Stretch {
  start: number;
  end: number;
}

const QUOTE = /^[ \t]*>/;
/** Programs that quote without ">" put a line like this above what was written before. */
const FORMER =
  /^[ \t]*[-_]{2,20}[ \t]*(?:original message|forwarded message|message d['’]origine|message transféré|message original)[ \t]*[-_]{2,20}[ \t]*\r?$/i;
const ATTRIBUTION = /(?:a écrit|wrote)[ \u00a0\u202f]?:[ \t]*\r?$/i;

/** In the order of the text, never overlapping. Every line and every word is looked at once. */
export function foreignStretches(text: string): Stretch[] {
  const stretches: Stretch[] = [];
  let attribution: Stretch | null = null;
  for (let start = 0; start <= text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end);
    if (line.length < 200 && FORMER.test(line)) return [...stretches, { start, end: text.length }];
    if (QUOTE.test(line)) {
      if (attribution) stretches.push(attribution);
      attribution = null;
      stretches.push({ start, end });
    } else if (line.trim() !== '') {
      if (attribution) stretches.push(...addresses(text, attribution));
      attribution = null;
      if (ATTRIBUTION.test(line.slice(-40))) attribution = { start, end };
      else stretches.push(...addresses(text, { start, end }));
    }
    start = end + 1;
  }
  return attribution ? [...stretches, ...addresses(text, attribution)] : stretches;
}

function addresses(text: string, { start, end }: Stretch): Stretch[] {
  return [...text.slice(start, end).matchAll(/\S+/g)]
    .filter(([chunk]) => isAddress(chunk))
    .map((match) => ({ start: start + match.index, end: start + match.index + match[0].length }));
}

function isAddress(chunk: string): boolean {
  if (chunk.includes('://')) return true;
  const at = chunk.indexOf('@');
  return at > 0 && chunk.indexOf('.', at) > at + 1;
}
