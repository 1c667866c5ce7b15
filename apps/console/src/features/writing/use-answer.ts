/** What is being written on a ticket, through which channel, for whom, with what; and its way out. */
import { useEffect, useRef, useState } from 'react';
import type { AttachedPromise, ScheduledAnswer, Ticket, TimelineItem } from '@lib/contracts';
import { writingApi } from '../../api/writing-calls.js';
import { say } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { attempt } from '../../ui/attempt.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';
import { useIntroduction } from '../stand-in/introduction-field.js';
import { liveChat, tabsFor, usualTab } from '../ticket/channels.js';
import type { Words } from './draft-keeper.js';
import type { Tab } from './draft-store.js';
import { guardsFor, answeredMeanwhile, type Guard } from './guards.js';
import { recipientsOf } from './recipients.js';
import { htmlOfLines } from './rich-lines.js';
import { sendAnswer } from './send-answer.js';
import { useDraftOf, useDrafts } from './use-draft.js';
import { joinedOf, useFiles } from './use-files.js';
import type { WritingField } from './writing-field.js';

/** How it was sent; `at` is ISO, null for now. */
export interface Pressed {
  resolve: boolean;
  at: string | null;
}

export const NOW: Pressed = { resolve: false, at: null };

export function useAnswer(ticket: Ticket, items: readonly TimelineItem[], meId: string) {
  const [chosen, setChosen] = useState<Tab | null>(null);
  // A chat that ends under somebody's hands keeps its tab: what they write must not turn into a mail or a note.
  const kept: Tab[] = chosen === 'chat' && !liveChat(ticket) ? ['chat'] : [];
  const offered = [...kept, ...tabsFor(ticket)];
  const tab = chosen && offered.includes(chosen) ? chosen : usualTab(ticket);
  const reply = offered.find((one) => one !== 'note') ?? null;

  const writing = useWriting(ticket.id, meId);
  const { keepers, others } = useDrafts(meId, ticket.id, writing.join());
  const draft = useDraftOf(keepers[tab]);
  const { words } = draft;
  const files = useFiles();
  const [promise, setPromise] = useState<AttachedPromise | null>(null);
  const usual = useIntroduction(ticket, meId);
  const [ownWords, setOwnWords] = useState<string | null>(null);
  const introduction = tab === 'note' ? null : usual && (ownWords ?? usual);
  const [quote, setQuote] = useState(false);
  /** The press that is being asked about. */
  const [pressed, setPressed] = useState<Pressed>(NOW);
  const [guards, setGuards] = useState<readonly Guard[]>([]);
  const field = useRef<WritingField>(null);
  const [focusRound, setFocusRound] = useState(0);
  useEffect(() => {
    if (focusRound > 0) field.current?.focus();
  }, [focusRound]);

  const people = recipientsOf(ticket, items, words);
  const possible = tab !== 'chat' || liveChat(ticket);
  const uploading = files.files.some((file) => file.uploaded === null);
  const addressed = tab !== 'email' || people.to.length > 0;
  const ready = possible && addressed && words.text.trim() !== '' && !uploading && draft.elsewhere === null;

  const focus = (to: Tab = tab): void => {
    setChosen(to);
    setFocusRound((before) => before + 1);
  };
  const write = (next: Words, into: Tab = tab): void => {
    setChosen(into);
    keepers[into].write(next);
  };
  /** Lines behind what is there; in their own paragraph. */
  const append = (lines: string, into: Tab = tab): void => {
    const before = keepers[into].state.get().words;
    const bare = before.text.trim() === '';
    const html = before.html === null ? null : before.html + htmlOfLines(`\n${lines}`);
    write(
      { ...before, text: bare ? lines : `${before.text.trimEnd()}\n\n${lines}`, html: bare ? null : html },
      into,
    );
  };

  async function send(how: Pressed = pressed, asked: 'look' | 'anyway' = 'look'): Promise<void> {
    if (!ready) return;
    setPressed(how);
    const outgoing = {
      channel: tab === 'chat' ? ('chat' as const) : ('email' as const),
      text: words.text,
      files: files.files.length,
      recipients: [...people.to, ...people.cc],
      startedAt: draft.startedAt,
      meId,
    };
    const found = asked === 'look' && tab !== 'note' ? guardsFor(outgoing, items) : [];
    setGuards(found);
    if (found.length > 0) return;
    const html = words.html === null ? null : (field.current?.mailHtml() ?? words.html);
    const uploaded = files.files.flatMap((file) => file.uploaded ?? []);
    const promised = tab === 'note' ? null : promise;
    setQuote(false);
    setPressed(NOW);
    await keepers[tab].quiet();
    if (how.at !== null && tab !== 'note') {
      const message = {
        channel: tab,
        text: words.text.trim(),
        html: html ?? undefined,
        to: words.to ?? undefined,
        cc: words.cc ?? undefined,
        quote: (tab === 'email' && quote) || undefined,
        introduction: introduction?.trim() || undefined,
        attachmentIds: uploaded.length > 0 ? uploaded.map(({ id }) => id) : undefined,
        promise: promised ?? undefined,
      };
      if (!(await attempt(() => writingApi.schedule(ticket.id, { at: how.at ?? '', message })))) return;
      keepers[tab].sent(true);
      if (promised) setPromise(null);
      files.clear();
      showToast({ text: say('later.kept', { time: momentText(how.at, serverNow()) }) });
      return;
    }
    keepers[tab].sent(tab !== 'note');
    if (promised) setPromise(null);
    files.clear();
    focus();
    await sendAnswer(
      {
        send: {
          ticketId: ticket.id,
          authorId: meId,
          tab,
          text: words.text.trim(),
          html,
          to: words.to,
          cc: words.cc,
          quote: tab === 'email' && quote,
          resolve: tab === 'email' && how.resolve,
          seenSeq: items.at(-1)?.seq ?? 0,
          introduction: introduction?.trim() || null,
          files: uploaded,
          at: new Date(serverNow()).toISOString(),
        },
        promise: promised,
      },
      (taken) => {
        keepers[tab].write(words);
        files.restore(taken.files.map(joinedOf));
        setPromise(promised);
        setQuote(taken.quote);
      },
    );
  }

  /** Words that were to leave later, back in the field. */
  const take = ({ message, attachments }: ScheduledAnswer): void => {
    const { channel, text, html, to, cc } = message;
    write({ text, html: html ?? null, to: to ?? null, cc: cc ?? null }, channel);
    files.restore(attachments.map(joinedOf));
    if (message.promise) setPromise(message.promise);
    focus(channel);
  };

  return {
    tab,
    take,
    offered,
    reply,
    words,
    draft,
    keeper: keepers[tab],
    others: tab === 'note' ? [] : others,
    writing: tab === 'note' ? [] : writing,
    answer: tab === 'note' ? undefined : answeredMeanwhile({ startedAt: draft.startedAt, meId }, items),
    people,
    files,
    promise,
    setPromise,
    introduction,
    setIntroduction: setOwnWords,
    quote,
    setQuote,
    guards,
    dropGuards: () => {
      setGuards([]);
      setPressed(NOW);
    },
    field,
    ready,
    focus,
    write,
    append,
    send,
  };
}

/** Colleagues who are seen writing here just now, by name. */
function useWriting(ticketId: string, meId: string): string[] {
  const typing = useLive((state) => state.typing.get(ticketId)) ?? [];
  return typing
    .filter(({ who }) => who.kind === 'agent' && who.id !== meId && who.name !== null)
    .map(({ who }) => who.name ?? '')
    .sort();
}
