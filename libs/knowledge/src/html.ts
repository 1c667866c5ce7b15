/** Text becomes HTML in one place: whatever is put in is escaped, unless it was made here. */
import type { ArticleBlock, ArticleInline } from '@lib/contracts';

export class Html {
  constructor(readonly text: string) {}
}

type Value = string | number | Html | readonly Html[] | null;

/** `html\`<p>${words}</p>\``: every value is text, but for what this function made. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(parts.map((part, index) => part + written(values[index] ?? null)).join(''));
}

function written(value: Value): string {
  if (value === null) return '';
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return (value as readonly Html[]).map(({ text }) => text).join('');
  return escaped(String(value));
}

const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? '');

/** An article's parts as the elements they stand for; its title is the page's own heading. */
export function articleHtml(blocks: ArticleBlock[]): Html[] {
  return blocks.map((block) => {
    if (block.kind === 'code') return html`<pre><code>${block.text}</code></pre>`;
    if (block.kind === 'heading')
      return block.level === 2
        ? html`<h2>${inline(block.parts)}</h2>`
        : html`<h3>${inline(block.parts)}</h3>`;
    if (block.kind === 'list') {
      const items = block.items.map((item) => html`<li>${inline(item)}</li>`);
      return block.ordered
        ? html`<ol>
            ${items}
          </ol>`
        : html`<ul>
            ${items}
          </ul>`;
    }
    const lines = block.lines.map((line, index) => html`${index > 0 ? html`<br />` : null}${inline(line)}`);
    return block.kind === 'quote' ? html`<blockquote><p>${lines}</p></blockquote>` : html`<p>${lines}</p>`;
  });
}

function inline(parts: ArticleInline[]): Html[] {
  return parts.map((part) => {
    if ('parts' in part)
      return part.kind === 'strong'
        ? html`<strong>${inline(part.parts)}</strong>`
        : html`<em>${inline(part.parts)}</em>`;
    if (part.kind !== 'link')
      return part.kind === 'code' ? html`<code>${part.text}</code>` : html`${part.text}`;
    return html`<a href="${part.to}" rel="noopener nofollow">${part.text}</a>`;
  });
}
