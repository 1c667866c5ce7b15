/** The few marks an article is written with, read into parts: no markup of a browser is ever kept, so none can be smuggled in. */

export type ArticleInline =
  | { kind: 'text' | 'code'; text: string }
  | { kind: 'strong' | 'emphasis'; parts: ArticleInline[] }
  | { kind: 'link'; to: string; text: string };

export type ArticleBlock =
  | { kind: 'heading'; level: 2 | 3; parts: ArticleInline[] }
  | { kind: 'paragraph' | 'quote'; lines: ArticleInline[][] }
  | { kind: 'list'; ordered: boolean; items: ArticleInline[][] }
  | { kind: 'code'; text: string };

const HEADING = /^(#{1,3}) +(.+)$/;
const BULLET = /^[-*] +(.+)$/;
const NUMBER = /^\d{1,3}[.)] +(.+)$/;
const QUOTE = /^> ?(.*)$/;
const FENCE = /^```/;
/** Every run has a bound, so that a line of brackets costs its length and not its square. */
const INLINE =
  /`([^`\n]{1,500})`|\*\*([^*\n]{1,500})\*\*|\*([^*\s][^*\n]{0,498})\*|\[([^\]\n]{1,300})\]\(([^()\s]{1,1000})\)|(https?:\/\/[^\s<>"')\]]{1,1000})/g;
/** Nothing that runs: a page, a mail, a telephone number, or another article. */
const SAFE = /^(https?:\/\/|mailto:|tel:|\/help\/)/i;

/** `# heading`, `- item`, `1. item`, `> quote`, three backticks around code, `**strong**`, `*emphasis*`, `[text](address)`. */
export function readArticle(body: string): ArticleBlock[] {
  const blocks: ArticleBlock[] = [];
  const lines = body.replace(/\r\n?/g, '\n').split('\n');
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? '';
    if (line.trim() === '') at += 1;
    else if (FENCE.test(line)) {
      const end = lines.findIndex((other, index) => index > at && FENCE.test(other));
      const past = end < 0 ? lines.length : end;
      blocks.push({ kind: 'code', text: lines.slice(at + 1, past).join('\n') });
      at = past + 1;
    } else {
      const [, marks, title] = HEADING.exec(line) ?? [];
      if (marks && title) {
        blocks.push({ kind: 'heading', level: marks.length === 3 ? 3 : 2, parts: readInline(title) });
        at += 1;
      } else at = readRun(lines, at, blocks);
    }
  }
  return blocks;
}

/** Lines of one kind that follow one another: a list, a quote or a paragraph. */
function readRun(lines: string[], from: number, blocks: ArticleBlock[]): number {
  const first = lines[from] ?? '';
  const mark = [BULLET, NUMBER, QUOTE].find((one) => one.test(first));
  const run: ArticleInline[][] = [];
  let at = from;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const text = mark ? mark.exec(line)?.[1] : at === from || isPlain(line) ? line : undefined;
    if (text === undefined) break;
    run.push(readInline(text));
  }
  if (mark === BULLET || mark === NUMBER) blocks.push({ kind: 'list', ordered: mark === NUMBER, items: run });
  else blocks.push({ kind: mark === QUOTE ? 'quote' : 'paragraph', lines: run });
  return at;
}

function isPlain(line: string): boolean {
  return line.trim() !== '' && ![HEADING, BULLET, NUMBER, QUOTE, FENCE].some((mark) => mark.test(line));
}

function readInline(text: string): ArticleInline[] {
  const parts: ArticleInline[] = [];
  let done = 0;
  const plain = (until: number): void => {
    if (until > done) parts.push({ kind: 'text', text: text.slice(done, until) });
  };
  for (const match of text.matchAll(INLINE)) {
    const part = partOf(match);
    if (!part) continue;
    plain(match.index);
    parts.push(part);
    done = match.index + match[0].length;
  }
  plain(text.length);
  return parts;
}

function partOf([, code, strong, emphasis, words, address, bare]: RegExpExecArray): ArticleInline | null {
  if (code !== undefined) return { kind: 'code', text: code };
  if (strong !== undefined) return { kind: 'strong', parts: readInline(strong) };
  if (emphasis !== undefined) return { kind: 'emphasis', parts: readInline(emphasis) };
  if (bare !== undefined) return { kind: 'link', to: bare, text: bare };
  if (words === undefined || address === undefined || !SAFE.test(address)) return null;
  return { kind: 'link', to: address, text: words };
}

/** As it reads without any marks: for a mail, a chat line, or the beginning shown in a list. */
export function plainArticle(body: string): string {
  return readArticle(body)
    .map((block) => {
      if (block.kind === 'code') return block.text;
      if (block.kind === 'heading') return plainInline(block.parts);
      if (block.kind !== 'list') return block.lines.map(plainInline).join('\n');
      return block.items
        .map((item, index) => `${block.ordered ? `${index + 1}.` : '-'} ${plainInline(item)}`)
        .join('\n');
    })
    .join('\n\n');
}

function plainInline(parts: ArticleInline[]): string {
  return parts
    .map((part) => {
      if ('parts' in part) return plainInline(part.parts);
      if (part.kind !== 'link' || part.to === part.text) return part.text;
      return `${part.text} (${part.to.replace(/^(mailto|tel):/i, '')})`;
    })
    .join('');
}
