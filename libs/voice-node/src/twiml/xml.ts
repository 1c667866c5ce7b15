/** A small strict XML reader, enough for TwiML: elements, attributes, text, CDATA, comments; no DTD and so no entity tricks. */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  /** All text directly inside, entities resolved, trimmed. */
  text: string;
}

export class XmlError extends Error {}

const NAMED_ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const MAX_DEPTH = 16;

export function parseXml(source: string): XmlElement {
  const reader = new Reader(source.replace(/^\uFEFF/, ''));
  reader.skipProlog();
  const root = reader.element(0);
  reader.skipProlog();
  if (!reader.atEnd()) throw new XmlError('content after the root element');
  return root;
}

class Reader {
  private at = 0;

  constructor(private readonly source: string) {}

  atEnd(): boolean {
    return this.at >= this.source.length;
  }

  skipProlog(): void {
    for (;;) {
      this.skipSpace();
      if (this.has('<?')) this.skipPast('?>');
      else if (this.has('<!--')) this.skipPast('-->');
      else if (this.has('<!')) throw new XmlError('document types are not accepted');
      else return;
    }
  }

  element(depth: number): XmlElement {
    if (depth > MAX_DEPTH) throw new XmlError('nested too deeply');
    this.expect('<');
    const name = this.name();
    const attributes = this.attributes();
    if (this.take('/>')) return { name, attributes, children: [], text: '' };
    this.expect('>');
    return { name, attributes, ...this.content(name, depth) };
  }

  private content(name: string, depth: number): { children: XmlElement[]; text: string } {
    const children: XmlElement[] = [];
    let text = '';
    for (;;) {
      if (this.atEnd()) throw new XmlError(`<${name}> is not closed`);
      if (this.take(`</`)) {
        if (this.name() !== name) throw new XmlError(`<${name}> is closed by another element`);
        this.skipSpace();
        this.expect('>');
        return { children, text: text.trim() };
      }
      if (this.has('<!--')) this.skipPast('-->');
      else if (this.take('<![CDATA[')) text += this.upTo(']]>');
      else if (this.has('<?')) this.skipPast('?>');
      else if (this.has('<')) children.push(this.element(depth + 1));
      else text += resolve(this.textRun());
    }
  }

  private attributes(): Record<string, string> {
    const attributes: Record<string, string> = {};
    for (;;) {
      const spaced = this.skipSpace();
      if (this.has('>') || this.has('/>')) return attributes;
      if (!spaced) throw new XmlError('attributes must be apart');
      const name = this.name();
      this.skipSpace();
      this.expect('=');
      this.skipSpace();
      const quote = this.take('"') ? '"' : this.take("'") ? "'" : null;
      if (!quote) throw new XmlError(`attribute ${name} is not quoted`);
      const value = this.upTo(quote);
      if (name in attributes) throw new XmlError(`attribute ${name} stands twice`);
      if (value.includes('<')) throw new XmlError(`attribute ${name} holds a raw <`);
      attributes[name] = resolve(value);
    }
  }

  private name(): string {
    const match = /[A-Za-z_][\w.:-]*/y;
    match.lastIndex = this.at;
    const found = match.exec(this.source)?.[0];
    if (!found) throw new XmlError(`a name is expected at ${this.at}`);
    this.at += found.length;
    return found;
  }

  private textRun(): string {
    const end = this.source.indexOf('<', this.at);
    const run = this.source.slice(this.at, end < 0 ? undefined : end);
    this.at += run.length;
    return run;
  }

  private upTo(mark: string): string {
    const end = this.source.indexOf(mark, this.at);
    if (end < 0) throw new XmlError(`${mark} is missing`);
    const run = this.source.slice(this.at, end);
    this.at = end + mark.length;
    return run;
  }

  private skipPast(mark: string): void {
    this.upTo(mark);
  }

  private skipSpace(): boolean {
    const from = this.at;
    while (/\s/.test(this.source[this.at] ?? '')) this.at++;
    return this.at > from;
  }

  private has(mark: string): boolean {
    return this.source.startsWith(mark, this.at);
  }

  private take(mark: string): boolean {
    if (!this.has(mark)) return false;
    this.at += mark.length;
    return true;
  }

  private expect(mark: string): void {
    if (!this.take(mark)) throw new XmlError(`${mark} is expected at ${this.at}`);
  }
}

function resolve(text: string): string {
  return text.replace(
    /&(#x[\da-f]+|#\d+|\w+)?(;)?/gi,
    (_, name: string | undefined, end: string | undefined) => {
      if (!name || !end) throw new XmlError('a bare & must be written &amp;');
      if (name.startsWith('#')) {
        const code =
          name[1]?.toLowerCase() === 'x' ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
        if (!(code <= 0x10ffff)) throw new XmlError(`&${name}; is no character`);
        return String.fromCodePoint(code);
      }
      const known = NAMED_ENTITIES[name];
      if (known === undefined) throw new XmlError(`entity &${name}; is unknown`);
      return known;
    },
  );
}
