/** Messages and notes on their way to the server: shown at once, replaced by the timeline's own item, kept when refused. */
import type { TimelineItem } from '@lib/contracts';
import { api, type UploadedFile } from '../../api/calls.js';
import { asRefusal, type Refusal } from '../../api/refusal.js';
import { createCell } from '../../rt/cell.js';
import type { Tab } from '../writing/draft-store.js';

export interface Send {
  /** Also the idempotency key: trying again can never send twice. */
  key: string;
  ticketId: string;
  authorId: string;
  tab: Tab;
  text: string;
  /** The HTML part of a mail; null when its lines say it all. */
  html: string | null;
  /** As the writer chose them; null leaves the usual person. */
  to: string[] | null;
  cc: string[] | null;
  /** The customer's last words go along below it. */
  quote: boolean;
  /** The ticket is resolved with it, or neither. */
  resolve: boolean;
  /** The newest entry of the timeline when it was sent. */
  seenSeq: number;
  /** What a stand-in's first answer begins with. */
  introduction: string | null;
  files: UploadedFile[];
  /** Said on purpose: also to an address whose mail came back. */
  anyway?: boolean;
  /** ISO, server's clock. */
  at: string;
  state: 'sending' | 'posted' | 'failed';
  itemId: string | null;
  refusal: Refusal | null;
}

export const mailUndoMs = 8_000;
export const sends = createCell<readonly Send[]>([]);

type NewSend = Omit<Send, 'key' | 'state' | 'itemId' | 'refusal'>;

export async function submit(input: NewSend): Promise<Send> {
  const send: Send = { ...input, key: crypto.randomUUID(), state: 'sending', itemId: null, refusal: null };
  sends.set((before) => [...before, send]);
  return post(send);
}

/** `seenSeq` is what the writer sees now: pressed again, a colleague's answer has been seen. */
export async function trySendAgain(send: Send, seenSeq: number): Promise<Send> {
  const known = send.refusal?.code === 'answered-meanwhile' ? { seenSeq } : {};
  return post(change(send.key, { state: 'sending', refusal: null, ...known }) ?? send);
}

export function discardSend(key: string): void {
  sends.set((before) => before.filter((send) => send.key !== key));
}

/** Still to be shown beside the timeline: those that it does not hold yet. */
export function unechoed(all: readonly Send[], ticketId: string, items: readonly TimelineItem[]): Send[] {
  return all.filter((send) => send.ticketId === ticketId && !items.some((item) => isEcho(item, send)));
}

/** The push may overtake the answer that names the item: then the words tell. */
export function isEcho(item: TimelineItem, send: Send): boolean {
  if (send.itemId !== null) return item.id === send.itemId;
  if (send.state === 'failed' || item.author.id !== send.authorId || item.text !== wholeText(send))
    return false;
  return Date.parse(item.at) >= Date.parse(send.at) - 5_000;
}

/** As the server puts it together. */
const wholeText = ({ introduction, text }: Send): string =>
  introduction === null ? text : `${introduction}\n\n${text}`;

async function post(send: Send): Promise<Send> {
  try {
    const item = await call(send);
    // Its files are the message's own from now on.
    return change(send.key, { state: 'posted', itemId: item.id, files: item.attachments }) ?? send;
  } catch (error) {
    return change(send.key, { state: 'failed', refusal: asRefusal(error) }) ?? send;
  }
}

function call(send: Send): Promise<TimelineItem> {
  if (send.tab === 'note') return api.note(send.ticketId, send.text, send.key);
  const attachmentIds = send.files.length > 0 ? send.files.map((file) => file.id) : undefined;
  const { tab: channel, text, seenSeq, anyway } = send;
  const introduction = send.introduction ?? undefined;
  const mail = channel === 'email' && {
    html: send.html ?? undefined,
    to: send.to ?? undefined,
    cc: send.cc ?? undefined,
    quote: send.quote || undefined,
    resolve: send.resolve || undefined,
    delayMs: mailUndoMs,
    anyway,
  };
  return api.send(send.ticketId, { channel, text, introduction, attachmentIds, seenSeq, ...mail }, send.key);
}

function change(key: string, patch: Partial<Send>): Send | undefined {
  sends.set((before) => before.map((send) => (send.key === key ? { ...send, ...patch } : send)));
  return sends.get().find((send) => send.key === key);
}
