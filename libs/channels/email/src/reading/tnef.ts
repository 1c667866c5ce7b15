/** Unpacks winmail.dat: the files and the text that some Exchange servers wrap where only Outlook finds them (MS-OXTNEF). */
import iconv from 'iconv-lite';

export interface TnefFile {
  name: string;
  type: string;
  bytes: Buffer;
  contentId?: string;
}

export interface TnefContent {
  files: TnefFile[];
  text: string;
  html: string;
}

const SIGNATURE = 0x223e9f78;
const MAX_ATTRIBUTES = 5_000;
const MAX_FILES = 200;
const MAX_VALUES = 2_000;

/** Attribute ids as they stand in the stream. */
const BODY = 0x0002800c;
const MESSAGE_PROPERTIES = 0x00069003;
const NEW_FILE = 0x00069002;
const FILE_TITLE = 0x00018010;
const FILE_DATA = 0x0006800f;
const FILE_PROPERTIES = 0x00069005;

/** Properties of MAPI by their number. */
const property = {
  text: 0x1000,
  html: 0x1013,
  data: 0x3701,
  fileName: 0x3704,
  longFileName: 0x3707,
  mimeType: 0x370e,
  contentId: 0x3712,
};

/** Null when it is no such packet; one that breaks off gives what stands before the break. */
export function unpackTnef(packet: Buffer): TnefContent | null {
  if (packet.length < 6 || packet.readUInt32LE(0) !== SIGNATURE) return null;
  const content: TnefContent = { files: [], text: '', html: '' };
  const drafts: Partial<TnefFile>[] = [];
  for (const { id, data } of attributes(packet)) {
    if (id === BODY) content.text ||= plain(data);
    else if (id === MESSAGE_PROPERTIES) takeBody(properties(data), content);
    else if (id === NEW_FILE && drafts.length < MAX_FILES) drafts.push({});
    const file = drafts.at(-1);
    if (!file) continue;
    if (id === FILE_TITLE) file.name ??= plain(data);
    else if (id === FILE_DATA) file.bytes = data;
    else if (id === FILE_PROPERTIES) takeFile(properties(data), file);
  }
  content.files = drafts.flatMap(({ name = '', type = '', bytes, contentId }) =>
    bytes ? [{ name, type, bytes, ...(contentId && { contentId }) }] : [],
  );
  return content;
}

function* attributes(packet: Buffer): Generator<{ id: number; data: Buffer }> {
  let at = 6;
  for (let count = 0; count < MAX_ATTRIBUTES && at + 9 <= packet.length; count++) {
    const id = packet.readUInt32LE(at + 1);
    const length = packet.readUInt32LE(at + 5);
    if (at + 9 + length > packet.length) return;
    yield { id, data: packet.subarray(at + 9, at + 9 + length) };
    at += 9 + length + 2;
  }
}

function takeBody(found: Map<number, Buffer>, content: TnefContent): void {
  content.text ||= plain(found.get(property.text));
  content.html ||= plain(found.get(property.html));
}

/** The long name is the true one; the title is what old systems could bear. */
function takeFile(found: Map<number, Buffer>, file: Partial<TnefFile>): void {
  const name = plain(found.get(property.longFileName)) || plain(found.get(property.fileName));
  if (name) file.name = name;
  file.type = plain(found.get(property.mimeType)) || file.type;
  file.contentId = plain(found.get(property.contentId)) || file.contentId;
  file.bytes ??= found.get(property.data);
}

/** Text in UTF-16 is marked by the caller of `values` as such; here everything is UTF-8 already or Western Windows. */
function plain(data: Buffer | undefined): string {
  if (!data) return '';
  const utf8 = data.toString('utf8');
  return (utf8.includes('\ufffd') ? iconv.decode(data, 'windows-1252') : utf8).replace(/\0+$/, '');
}

/** First value of each property; nothing past the end of the data, nothing past the first kind that is not known. */
function properties(data: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  const reader = new Reader(data);
  const count = Math.min(reader.number(), MAX_VALUES);
  for (let n = 0; n < count && !reader.isOver; n++) {
    const type = reader.short();
    const id = reader.short();
    if (id >= 0x8000) reader.skipName();
    const values = (type & 0x1000) !== 0 || VARIABLE.has(type & 0xfff) ? reader.number() : 1;
    for (let value = 0; value < Math.min(values, MAX_VALUES) && !reader.isOver; value++) {
      const bytes = reader.value(type & 0xfff);
      if (bytes === null) return found;
      if (!found.has(id)) found.set(id, bytes);
    }
  }
  return found;
}

const TEXT_8 = 0x1e;
const TEXT_16 = 0x1f;
const OBJECT = 0x0d;
const VARIABLE = new Set([TEXT_8, TEXT_16, OBJECT, 0x102]);
const SIZES = new Map([
  ...[0x02, 0x03, 0x04, 0x0a, 0x0b].map((type): [number, number] => [type, 4]),
  ...[0x05, 0x06, 0x07, 0x14, 0x40].map((type): [number, number] => [type, 8]),
  [0x48, 16],
]);

/** Reads onward through one block; past its end everything is zero and empty. */
class Reader {
  private at = 0;

  constructor(private readonly data: Buffer) {}

  get isOver(): boolean {
    return this.at >= this.data.length;
  }

  number(): number {
    const bytes = this.take(4);
    return bytes.length === 4 ? bytes.readUInt32LE(0) : 0;
  }

  short(): number {
    const bytes = this.take(2);
    return bytes.length === 2 ? bytes.readUInt16LE(0) : 0;
  }

  skipName(): void {
    this.take(16);
    const byText = this.number() === 1;
    const length = this.number();
    if (byText) this.take(padded(length));
  }

  /** Null for a kind whose size nobody knows: what follows cannot be found. */
  value(type: number): Buffer | null {
    if (!VARIABLE.has(type)) {
      const size = SIZES.get(type);
      return size === undefined ? null : this.take(size);
    }
    const length = this.number();
    const bytes = this.take(padded(length)).subarray(0, length);
    if (type === TEXT_16) return Buffer.from(bytes.toString('utf16le'), 'utf8');
    // An object begins with the id of its interface.
    return type === OBJECT ? bytes.subarray(16) : bytes;
  }

  private take(length: number): Buffer {
    const bytes = this.data.subarray(this.at, this.at + length);
    this.at += length;
    return bytes;
  }
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}
