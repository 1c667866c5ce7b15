/** Finds whom a mail could not reach in a mail system's prose: the forms it names an address in, best first. */
import { daemonSender, returnedBelow } from './bounce-words.js';

const ADDRESS = String.raw`[^\s<>@:;,"'()\[\]]{1,64}@[^\s<>@:;,"'()\[\]]{1,255}`;
const MAX_LINES = 400;

/** Each is tried on the report alone, line by line; the first form that names anybody wins. */
const forms: RegExp[] = [
  // Lists: the list itself refused
  new RegExp(String.raw`\bmailing list:?\s+<(${ADDRESS})>`, 'i'),
  // Postfix, qmail, Courier: <a@b>: reason — or the address alone in its brackets
  new RegExp(String.raw`^[\s*-]*<(${ADDRESS})>\s*(?::|\(|\.{3}|$)`, 'i'),
  // Exim, Gmail, Mail.ru, X3: alone on a line, perhaps after a bullet
  new RegExp(String.raw`^[\s*•-]*(${ADDRESS})\s*(?:\(.*\))?\s*$`, 'i'),
  // OpenSMTPD, IMail: a@b: reason, Delivery failed: a@b
  new RegExp(String.raw`^[\s*-]*(${ADDRESS})\s*:\s`, 'i'),
  new RegExp(
    String.raw`\b(?:failed|unknown user|recipient|user|address|exceeds allowed size|deliver(?:ed|y)? (?:to|for)|rcpt to)(?:[^:@]{0,40}:\s*|\s+)<?(${ADDRESS})>?`,
    'i',
  ),
  // Exchange: a@b<mailto:a@b> and "on date"; DragonFly: delivering your mail to <a@b>.
  new RegExp(String.raw`^\s*(${ADDRESS})(?:<mailto:| on |\s)`, 'i'),
  new RegExp(String.raw`\bto:?\s+<?(${ADDRESS})>?`, 'i'),
  new RegExp(String.raw`<(${ADDRESS})>`, 'i'),
  new RegExp(String.raw`[(\s](${ADDRESS})[)\s.,:]`, 'i'),
];

/** Lines that name other addresses: ids, the sender, the way it went. */
const elsewhere =
  /^[\s>]*(?:message-?id|references|in-reply-to|from|mail from|return-path|sender|received|x-[\w-]+|reply-to|date|subject)\s*:/i;

/**
 * @param text the report, at most some 20,000 characters
 * @param returned heads of the returned mail, whose To: is the last resort
 * @param own addresses the report came to: they failed nowhere
 * @returns at most 50 addresses, none twice
 */
export function failedAddresses(text: string, returned: string[], own: string[]): string[] {
  const lines = text
    .split(/\r?\n|\r/)
    .slice(0, MAX_LINES)
    .map((line) => line.slice(0, 500));
  const end = lines.findIndex(
    (line, at) => at > 0 && (returnedBelow.test(line.trim()) || /^Received: /.test(line)),
  );
  const report = (end < 0 ? lines : lines.slice(0, end)).filter((line) => !elsewhere.test(line));
  const mine = new Set(own.map((address) => address.toLowerCase()));
  const usable = (address: string): boolean =>
    !mine.has(address.toLowerCase()) && !daemonSender.test(address) && !/\.(?:png|html?)$/i.test(address);
  for (const form of forms) {
    const found = report.flatMap((line) => tidy(form.exec(line)?.[1])).filter(usable);
    if (found.length > 0) return unique(found);
  }
  const below = end < 0 ? text : lines.slice(end).join('\n');
  return unique([...returned, below].flatMap((source) => recipientsOf(source)).filter(usable));
}

/** To: of a returned mail, or the envelope its transcript shows. */
function recipientsOf(source: string): string[] {
  const head = source.slice(0, 64_000).replace(/(?:\r?\n|\r)[ \t]+/g, ' ');
  const told =
    /\bRCPT TO:\s*(\S{3,320})/i.exec(head)?.[1] ??
    /^[ >]*(?:envelope-)?to:\s*(.{3,2000})$/im.exec(head)?.[1] ??
    '';
  return [...told.matchAll(new RegExp(ADDRESS, 'gi'))].flatMap(([address]) => tidy(address));
}

function tidy(address: string | undefined): string[] {
  const bare = address?.replace(/^[.*_-]+(?=[\w])|[.,:;>]+$/g, '') ?? '';
  return /@[^@.]+\.[^@]+$|@\[/.test(bare) ? [bare] : [];
}

function unique(addresses: string[]): string[] {
  return [...new Set(addresses)].slice(0, 50);
}
