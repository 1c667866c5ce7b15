/** Where an answer is written: one tab per channel the customer has, and the note in its own colour. */
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { BookOpen, Lock, Mail, MessageSquare, Paperclip, X, Zap } from 'lucide-react';
import type { Ticket } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { currentLocale, say as sayNow, useSay } from '../../i18n.js';
import { live } from '../../rt/live.js';
import { showRefusal } from '../../ui/failure.js';
import { Keys } from '../../ui/keys.js';
import { serverNow } from '../../ui/now.js';
import { Tip } from '../../ui/tip.js';
import { showToast } from '../../ui/toast.js';
import { IntroductionField, useIntroduction } from '../stand-in/introduction-field.js';
import { useCommand } from '../keyboard/commands.js';
import { shortcutFor } from '../keyboard/shortcuts.js';
import { MacroPicker } from '../record/macro-picker.js';
import { makeAttached, putText, type AttachedPromise, type PutText } from '../promise/attached.js';
import { AttachedChip, PromiseButton } from '../promise/attached-promise.js';
import { liveChat, mailAddress, tabsFor, usualTab } from './channels.js';
import { keepDraft, readDraft, type Tab } from './drafts.js';
import { useMentions } from '../relations/mention-list.js';
import { ArticlePicker } from '../knowledge/article-picker.js';
import { useCustomer } from '../customer/use-customer.js';
import { KitchenDoorCheck } from './kitchen-door-check.js';
import { discardSend, mailUndoMs, submit, type Send } from './sends.js';
import { useFiles } from './use-files.js';

const tabs: Record<Tab, { icon: typeof Lock; name: MessageId; hint: MessageId; send: MessageId }> = {
  chat: {
    icon: MessageSquare,
    name: 'channel.chat',
    hint: 'composer.placeholder-chat',
    send: 'composer.send-chat',
  },
  email: {
    icon: Mail,
    name: 'channel.email',
    hint: 'composer.placeholder-email',
    send: 'composer.send-email',
  },
  note: { icon: Lock, name: 'composer.note', hint: 'composer.placeholder-note', send: 'composer.send-note' },
};

export function Composer({ ticket, meId }: { ticket: Ticket; meId: string }) {
  const say = useSay();
  const [chosen, setChosen] = useState<Tab | null>(null);
  // A chat that ends under somebody's hands keeps its tab: what they write must not turn into a mail or a note.
  const kept: Tab[] = chosen === 'chat' && !liveChat(ticket) ? ['chat'] : [];
  const offered = [...kept, ...tabsFor(ticket)];
  const tab = chosen && offered.includes(chosen) ? chosen : usualTab(ticket);
  const [text, setText, saved] = useDraft(meId, ticket.id, tab);
  const { files, add, remove, clear } = useFiles();
  const [macros, setMacros] = useState(false);
  const [articles, setArticles] = useState(false);
  const customer = useCustomer(ticket.customer);
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  useAutosize(area, text);
  const usual = useIntroduction(ticket, meId);
  const [ownWords, setOwnWords] = useState<string | null>(null);
  const introduction = tab === 'note' ? null : usual && (ownWords ?? usual);
  const focus = (to: Tab): void => {
    setChosen(to);
    area.current?.focus();
  };
  const [promise, setPromise] = useState<AttachedPromise | null>(null);
  const replyTab = offered.find((one) => one !== 'note');
  usePutText(ticket.id, (put) => {
    const to = tab === 'note' ? replyTab : tab;
    if (!to) return;
    setChosen(to);
    setText(put.text, to);
    setPromise(put.promise);
    area.current?.focus();
  });
  useCommand('reply', () => focus(tab === 'note' ? (replyTab ?? 'note') : tab));
  useCommand('note', () => focus('note'));
  useCommand('macro', () => setMacros(true));

  const mentions = useMentions(area, tab === 'note' ? text : null, meId, setText);
  const possible = tab !== 'chat' || liveChat(ticket);
  const ready = possible && text.trim() !== '' && files.every((file) => file.uploaded !== null);
  async function send(): Promise<void> {
    if (!ready) return;
    const uploaded = files.flatMap((file) => file.uploaded ?? []);
    const at = new Date(serverNow()).toISOString();
    const sending = submit({
      ticketId: ticket.id,
      authorId: meId,
      tab,
      text: text.trim(),
      introduction: introduction?.trim() || null,
      files: uploaded,
      at,
    });
    const promised = tab === 'note' ? null : promise;
    if (promised) setPromise(null);
    setText('');
    clear();
    area.current?.focus();
    const sent = await sending;
    if (promised && sent.state === 'posted')
      await makeAttached(ticket.id, promised).catch((error: unknown) => showRefusal(asRefusal(error)));
    if (sent.state === 'posted' && sent.tab === 'email') offerUndo(sent, meId, () => setText(sent.text));
  }
  /** A template, or an article, is written for the customer: where there is a way to write to them it does not become a note. */
  const insertWords = (filled: string): void => {
    const to = tab === 'note' ? (replyTab ?? tab) : tab;
    const before = to === tab ? text : readDraft(meId, ticket.id, to);
    setText(before.trim() === '' ? filled : `${before.trimEnd()}\n\n${filled}`, to);
    focus(to);
  };
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (mentions.onKey(event)) return;
    const { key, ctrlKey, metaKey, altKey } = event;
    if (key === '/' && text === '' && tab !== 'note') {
      event.preventDefault();
      setMacros(true);
      return;
    }
    const id = shortcutFor({
      key,
      ctrlKey,
      metaKey,
      altKey,
      altGraph: false,
      inField: true,
      lettersOn: true,
    });
    if (id !== 'send') return;
    event.preventDefault();
    void send();
  };

  return (
    <section
      className={`cmp ${tab === 'note' ? 'is-note' : ''}`}
      aria-label={say('composer.label')}
      data-testid="composer"
      data-tab={tab}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        if (tab === 'note' || event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        add(event.dataTransfer.files);
      }}
    >
      <Tabs offered={offered} tab={tab} onPick={focus} see={<Reader ticket={ticket} tab={tab} />} />
      {introduction !== null && (
        <IntroductionField customer={ticket.customer} value={introduction} onChange={setOwnWords} />
      )}
      <textarea
        ref={area}
        className="ta"
        rows={2}
        id="composer-panel"
        value={text}
        placeholder={say(tabs[tab].hint)}
        aria-label={labelOf(tab, ticket.customer.name, say)}
        onChange={(event) => {
          setChosen(tab);
          setText(event.target.value);
          live().typing(ticket.id);
        }}
        onKeyDown={onKey}
        onPaste={(event) =>
          tab !== 'note' && event.clipboardData.files.length > 0 && add(event.clipboardData.files)
        }
        data-testid="composer-text"
      />
      {mentions.list}
      <KitchenDoorCheck
        field={area}
        text={tab === 'note' ? null : text}
        customer={ticket.customer}
        onText={(plain) => {
          setChosen(tab);
          setText(plain);
        }}
      />
      {promise && tab !== 'note' && <AttachedChip promise={promise} onRemove={() => setPromise(null)} />}
      {files.length > 0 && tab !== 'note' && (
        <ul className="files joined">
          {files.map((file) => (
            <li key={file.key} className="chip">
              {file.uploaded ? file.name : say('composer.uploading', { name: file.name })}
              <button
                type="button"
                className="plain"
                aria-label={say('composer.remove-file', { name: file.name })}
                onClick={() => remove(file.key)}
              >
                <X className="ic" aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="ft">
        {tab !== 'note' && (
          <>
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              onChange={(event) => {
                add(event.target.files ?? []);
                event.target.value = '';
              }}
              data-testid="composer-file"
            />
            <Tip text={say('composer.attach')} side="top">
              <button
                type="button"
                className="btn sm ghost icon"
                aria-label={say('composer.attach')}
                onClick={() => picker.current?.click()}
              >
                <Paperclip className="ic" aria-hidden="true" />
              </button>
            </Tip>
          </>
        )}
        <Tip text={say('macro.title')} shortcut="macro" side="top">
          <button
            type="button"
            className="btn sm ghost icon"
            aria-label={say('macro.title')}
            onClick={() => setMacros(true)}
            data-testid="macros"
          >
            <Zap className="ic" aria-hidden="true" />
          </button>
        </Tip>
        {tab !== 'note' && (
          <Tip text={say('article.insert')} side="top">
            <button
              type="button"
              className="btn sm ghost icon"
              aria-label={say('article.insert')}
              onClick={() => setArticles(true)}
              data-testid="insert-article"
            >
              <BookOpen className="ic" aria-hidden="true" />
            </button>
          </Tip>
        )}
        {tab !== 'note' && (
          <PromiseButton
            ticket={ticket}
            onPick={(next) => {
              setChosen(tab);
              setPromise(next);
              setText(text.trim() === '' ? next.text : `${text.trimEnd()}\n\n${next.text}`);
            }}
          />
        )}
        <span className="sp" />
        {saved && <span className="sv">{say('composer.draft-saved')}</span>}
        <button
          type="button"
          className="btn sm primary"
          disabled={!ready}
          onClick={() => void send()}
          data-testid="send"
        >
          {say(tabs[tab].send)}
          <Keys of="send" />
        </button>
      </div>
      {articles && (
        <ArticlePicker
          locale={customer?.locale ?? currentLocale()}
          onInsert={insertWords}
          onClose={() => setArticles(false)}
        />
      )}
      {macros && <MacroPicker ticket={ticket} onText={insertWords} onClose={() => setMacros(false)} />}
    </section>
  );
}

interface TabsProps {
  offered: Tab[];
  tab: Tab;
  onPick: (tab: Tab) => void;
  see: React.ReactNode;
}

function Tabs({ offered, tab, onPick, see }: TabsProps) {
  const say = useSay();
  return (
    <div className="to">
      <div role="tablist" aria-label={say('composer.tabs')}>
        {offered.map((one, index) => {
          const Icon = tabs[one].icon;
          return (
            <button
              type="button"
              role="tab"
              key={one}
              aria-selected={one === tab}
              aria-controls="composer-panel"
              tabIndex={one === tab ? 0 : -1}
              className={one === 'note' ? 'note-tab' : ''}
              onClick={() => onPick(one)}
              onKeyDown={(event) => {
                const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
                const other = offered[(index + step + offered.length) % offered.length];
                if (step !== 0 && other) onPick(other);
              }}
              data-testid={`composer-tab-${one}`}
            >
              <Icon className="ic" aria-hidden="true" />
              {say(tabs[one].name)}
            </button>
          );
        })}
      </div>
      {see}
    </div>
  );
}

/** Who will read this, and when: said before a word is written. */
function Reader({ ticket, tab }: { ticket: Ticket; tab: Tab }) {
  const say = useSay();
  if (tab === 'note') return <span className="see">{say('composer.note-see')}</span>;
  if (tab === 'email')
    return (
      <span className="see clip">{say('composer.email-see', { address: mailAddress(ticket) ?? '' })}</span>
    );
  if (!liveChat(ticket)) return <span className="see">{say('composer.chat-over')}</span>;
  const first = ticket.customer.name?.split(' ')[0];
  return (
    <span className="see">
      {first ? say('composer.chat-see', { name: first }) : say('composer.chat-see-nobody')}
    </span>
  );
}

function useDraft(
  meId: string,
  ticketId: string,
  tab: Tab,
): [string, (text: string, into?: Tab) => void, boolean] {
  const [drafts, setDrafts] = useState<Partial<Record<Tab, string>>>({});
  const [saved, setSaved] = useState(false);
  const text = drafts[tab] ?? readDraft(meId, ticketId, tab);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef<{ tab: Tab; text: string } | null>(null);
  const keep = (): void => {
    clearTimeout(timer.current);
    if (latest.current)
      setSaved(
        keepDraft(meId, ticketId, latest.current.tab, latest.current.text) && latest.current.text !== '',
      );
    latest.current = null;
  };
  const keepLatest = useRef(keep);
  useEffect(() => {
    keepLatest.current = keep;
  });
  useEffect(() => () => keepLatest.current(), []);
  const set = (next: string, into: Tab = tab): void => {
    if (latest.current && latest.current.tab !== into) keep();
    setDrafts((before) => ({ ...before, [into]: next }));
    latest.current = { tab: into, text: next };
    clearTimeout(timer.current);
    setSaved(false);
    if (next === '') keep();
    else timer.current = setTimeout(() => keepLatest.current(), 400);
  };
  return [text, set, saved && text !== ''];
}

/** Words that another part of the screen hands over for this ticket's answer. */
function usePutText(ticketId: string, take: (put: PutText) => void): void {
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(
    () =>
      putText.subscribe(() => {
        const put = putText.get();
        if (put?.ticketId !== ticketId) return;
        putText.set(null);
        latest.current(put);
      }),
    [ticketId],
  );
}

function useAutosize(area: React.RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const box = area.current;
    if (!box) return;
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, 320)}px`;
  }, [area, text]);
}

/** A mail waits a few seconds on the server before it leaves; until then it can be taken back into the draft. */
function offerUndo(send: Send, meId: string, restore: () => void): void {
  const { itemId, ticketId } = send;
  if (itemId === null) return;
  const undo = (): void => {
    api.cancel(ticketId, itemId).then(
      () => {
        discardSend(send.key);
        keepDraft(meId, ticketId, send.tab, send.text);
        restore();
        showToast({ text: sayNow('composer.undone') });
      },
      (error: unknown) => {
        const refusal = asRefusal(error);
        if (refusal.status === 409 || refusal.status === 410)
          showToast({ text: sayNow('composer.too-late'), kind: 'failed' });
        else showRefusal(refusal);
      },
    );
  };
  const text = sayNow('composer.undo-window', { seconds: mailUndoMs / 1_000 });
  showToast({ text, action: { label: sayNow('common.undo'), run: undo } }, mailUndoMs - 300);
}

function labelOf(
  tab: Tab,
  name: string | null,
  say: (id: MessageId, values?: Record<string, string>) => string,
): string {
  if (tab === 'note') return say('composer.note');
  return name ? say('composer.message-to', { name }) : say('composer.message');
}
