/** What stands in the rich field, as the two parts of a mail: lines of plain text with their places, and plain HTML. */
import type { Mark, Node } from '@tiptap/pm/model';
import { escaped } from './rich-lines.js';

/** A stretch of the text and where it stands in the document. */
interface Run {
  at: number;
  pos: number;
  length: number;
}

export interface Plain {
  text: string;
  runs: Run[];
}

/** Lists get their dashes and numbers, quotes their arrows, links their address behind them. */
export function plainOf(doc: Node): Plain {
  const plain: Plain = { text: '', runs: [] };
  blocks(doc, 0, '', '', plain);
  return plain;
}

/** Where a character of the text stands in the document: at or behind the nearest one that does. */
export function placeOf({ runs }: Plain, at: number): number {
  const run = runs.findLast((one) => one.at <= at) ?? runs[0];
  return run ? run.pos + Math.min(Math.max(0, at - run.at), run.length) : 1;
}

/** Whether it says more than its lines do. */
export function isRich(doc: Node): boolean {
  let rich = false;
  doc.descendants((node) => {
    if (node.marks.length > 0 || !['paragraph', 'text', 'hardBreak'].includes(node.type.name)) rich = true;
    return !rich;
  });
  return rich;
}

/** As a mail says it: lines that follow each other are one paragraph, an empty one parts two. */
export function htmlOf(node: Node): string {
  let html = '';
  let lines: string[] = [];
  const close = (): void => {
    if (lines.length > 0) html += `<p>${lines.join('<br>')}</p>`;
    lines = [];
  };
  node.forEach((child) => {
    if (child.type.name === 'paragraph') {
      if (child.childCount === 0) close();
      else lines.push(inline(child));
      return;
    }
    close();
    const tag = TAGS[child.type.name];
    if (!tag) return;
    const start = Number(child.attrs.start ?? 1);
    const from = tag === 'ol' && start > 1 ? ` start="${start}"` : '';
    html += `<${tag}${from}>${htmlOf(child)}</${tag}>`;
  });
  close();
  return html;
}

const TAGS: Record<string, string> = {
  bulletList: 'ul',
  orderedList: 'ol',
  listItem: 'li',
  blockquote: 'blockquote',
};

function blocks(parent: Node, start: number, first: string, rest: string, plain: Plain): void {
  let number = Number(parent.attrs.start ?? 1);
  let before = first;
  parent.forEach((child, offset) => {
    const pos = start + offset + 1;
    const { name } = child.type;
    if (name === 'paragraph') {
      if (plain.text !== '' || plain.runs.length > 0) plain.text += '\n';
      lineOf(child, pos, before, rest, plain);
    } else if (name === 'listItem') {
      const mark = parent.type.name === 'orderedList' ? `${number++}. ` : '- ';
      blocks(child, pos, before + mark, rest + ' '.repeat(mark.length), plain);
    } else if (name === 'blockquote') blocks(child, pos, `${before}> `, `${rest}> `, plain);
    else blocks(child, pos, before, rest, plain);
    before = rest;
  });
}

function lineOf(paragraph: Node, start: number, before: string, rest: string, plain: Plain): void {
  plain.text += paragraph.childCount === 0 ? before.trimEnd() : before;
  plain.runs.push({ at: plain.text.length, pos: start, length: 0 });
  paragraph.forEach((child, offset, index) => {
    if (child.type.name === 'hardBreak') {
      plain.text += `\n${rest}`;
      plain.runs.push({ at: plain.text.length, pos: start + offset + 1, length: 0 });
      return;
    }
    const words = child.text ?? '';
    plain.runs.push({ at: plain.text.length, pos: start + offset, length: words.length });
    plain.text += words;
    const href = hrefOf(child);
    const goesOn = index + 1 < paragraph.childCount && hrefOf(paragraph.child(index + 1)) === href;
    if (href !== null && !goesOn && !sameAddress(linkText(paragraph, index, href), href))
      plain.text += ` (${href})`;
  });
}

/** The whole text of a link of which this piece is the end: part of it may be bold. */
function linkText(paragraph: Node, end: number, href: string): string {
  let text = '';
  for (let index = end; index >= 0 && hrefOf(paragraph.child(index)) === href; index -= 1)
    text = (paragraph.child(index).text ?? '') + text;
  return text;
}

const sameAddress = (text: string, href: string): boolean =>
  href.replace(/^(https?:\/\/|mailto:)/, '').replace(/\/$/, '') ===
  text
    .trim()
    .replace(/^(https?:\/\/|mailto:)/, '')
    .replace(/\/$/, '');

function hrefOf(node: Node): string | null {
  const link = node.marks.find((mark) => mark.type.name === 'link');
  return link ? String(link.attrs.href) : null;
}

function inline(paragraph: Node): string {
  let html = '';
  paragraph.forEach((child) => {
    html += child.type.name === 'hardBreak' ? '<br>' : marked(escaped(child.text ?? ''), child.marks);
  });
  return html;
}

function marked(html: string, marks: readonly Mark[]): string {
  return marks.reduceRight((inner, mark) => {
    if (mark.type.name === 'bold') return `<strong>${inner}</strong>`;
    if (mark.type.name === 'italic') return `<em>${inner}</em>`;
    if (mark.type.name === 'link') return `<a href="${escaped(String(mark.attrs.href))}">${inner}</a>`;
    return inner;
  }, html);
}
