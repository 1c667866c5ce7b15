/** Reads one Authentication-Results field (RFC 8601): who wrote it, which method found what. Pure. */

export interface WrittenResults {
  /** The authserv-id; null when the field names none, as Microsoft 365 writes it. */
  server: string | null;
  results: { method: string; result: string; properties: Readonly<Record<string, string>> }[];
}

const MAX_RESULTS = 50;
const resultOf = /^\s*([a-z][\w-]*)\s*(?:\/\s*\d+\s*)?=\s*([a-z]+)\b/i;

/**
 * Comments and quoted strings are set aside first: what a stranger chose, as the address in `smtp.mailfrom`, must not be
 * read as a result.
 */
export function readResults(field: string): WrittenResults {
  const parts = splitStatements(field);
  const [first = ''] = parts;
  const named = !resultOf.test(first);
  const server = named ? (/^\s*([^\s;=]+)/.exec(first)?.[1]?.toLowerCase() ?? null) : null;
  const results = (named ? parts.slice(1) : parts).slice(0, MAX_RESULTS).flatMap((part) => {
    const [, method, result] = resultOf.exec(part) ?? [];
    if (!method || !result) return [];
    const rest = part.replace(resultOf, '');
    const properties: Record<string, string> = {};
    for (const [, name = '', value = ''] of rest.matchAll(/(?:^|\s)([a-z][\w-]*(?:\.[\w-]+)?)\s*=\s*(\S+)/gi))
      properties[name.toLowerCase()] ??= value;
    return [{ method: method.toLowerCase(), result: result.toLowerCase(), properties }];
  });
  return { server, results };
}

/** Parts between semicolons, without comments; what stood in quotes is one word without spaces, semicolons or equal signs. */
function splitStatements(field: string): string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < field.length; at++) {
    const letter = field[at] ?? '';
    if (letter === '\\' && (quoted || depth > 0)) at += 1;
    else if (letter === '"' && depth === 0) quoted = !quoted;
    else if (quoted) part += /[\s;=()]/.test(letter) ? '_' : letter;
    else if (letter === '(') depth += 1;
    else if (letter === ')' && depth > 0) depth -= 1;
    else if (depth > 0) continue;
    else if (letter === ';') {
      parts.push(part);
      part = '';
    } else part += letter;
  }
  return [...parts, part];
}
