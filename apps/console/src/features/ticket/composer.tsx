/** Where an answer is written: one tab per channel the customer has, and the note in its own colour. */
import { useRef, useState, type KeyboardEvent } from 'react';
import type { Ticket, TimelineItem } from '@lib/contracts';
import { useSay, type Say } from '../../i18n.js';
import { live } from '../../rt/live.js';
import { IntroductionField } from '../stand-in/introduction-field.js';
import { useCommand } from '../keyboard/commands.js';
import { shortcutFor } from '../keyboard/shortcuts.js';
import { MacroPicker } from '../record/macro-picker.js';
import { AttachedChip } from '../promise/attached-promise.js';
import { useMentions } from '../relations/mention-list.js';
import { BesideYou } from '../writing/beside-you.js';
import { ComposerFooter } from '../writing/composer-footer.js';
import { ComposerTabs, Reader, tabs } from '../writing/composer-tabs.js';
import type { Tab } from '../writing/draft-store.js';
import { GentleHints } from '../writing/gentle-hints.js';
import { GuardDialog } from '../writing/guard-dialog.js';
import { JoinedFiles } from '../writing/joined-files.js';
import { MailField } from '../writing/mail-field.js';
import { PlainField } from '../writing/plain-field.js';
import { RecipientsField } from '../writing/recipients-field.js';
import { SignatureNote } from '../writing/signature-note.js';
import { ScheduledAnswers } from '../writing/scheduled-answers.js';
import { NOW, useAnswer } from '../writing/use-answer.js';
import { usePutText } from '../writing/use-put-text.js';
import { KitchenDoorCheck } from './kitchen-door-check.js';

interface Props {
  ticket: Ticket;
  items: readonly TimelineItem[];
  meId: string;
}

export function Composer({ ticket, items, meId }: Props) {
  const say = useSay();
  const answer = useAnswer(ticket, items, meId);
  const { tab, reply, words, draft, files, promise, introduction, focus, write } = answer;
  const [macros, setMacros] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  /** What is written for the customer does not become a note where there is a way to write to them. */
  const outward: Tab = tab === 'note' ? (reply ?? tab) : tab;
  const putIn = (written: string): void => {
    answer.append(written, outward);
    focus(outward);
  };
  usePutText(ticket.id, (put) => {
    if (!reply) return;
    write({ ...words, text: put.text, html: null }, outward);
    answer.setPromise(put.promise);
    focus(outward);
  });
  useCommand('reply', () => focus(outward));
  useCommand('note', () => focus('note'));
  useCommand('macro', () => setMacros(true));

  const setText = (text: string): void => write({ ...words, text, html: null });
  const typed = (next: { text: string; html: string | null }): void => {
    write({ ...words, ...next });
    live().typing(ticket.id);
  };
  const mentions = useMentions(area, tab === 'note' ? words.text : null, meId, setText);
  const onKey = (event: KeyboardEvent<HTMLElement>): void => {
    if (mentions.onKey(event)) return;
    const { key, ctrlKey, metaKey, altKey } = event;
    if (key === '/' && words.text === '' && tab !== 'note') {
      event.preventDefault();
      setMacros(true);
      return;
    }
    const press = { key, ctrlKey, metaKey, altKey, altGraph: false, inField: true, lettersOn: true };
    if (shortcutFor(press) !== 'send') return;
    event.preventDefault();
    event.stopPropagation();
    void answer.send(NOW);
  };
  const common = {
    ref: answer.field,
    label: labelOf(tab, ticket.customer.name, say),
    placeholder: say(tabs[tab].hint),
    onKey,
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
        files.add(event.dataTransfer.files);
      }}
    >
      <ComposerTabs
        offered={answer.offered}
        tab={tab}
        onPick={focus}
        see={<Reader ticket={ticket} tab={tab} />}
      />
      {tab === 'email' && <RecipientsField people={answer.people} words={words} onChange={write} />}
      {introduction !== null && (
        <IntroductionField
          customer={ticket.customer}
          value={introduction}
          onChange={answer.setIntroduction}
        />
      )}
      {tab !== 'note' && <ScheduledAnswers ticket={ticket} meId={meId} onTake={answer.take} />}
      <BesideYou
        writing={answer.writing}
        others={answer.others}
        answer={answer.answer}
        draft={draft}
        keeper={answer.keeper}
      />
      {tab === 'email' ? (
        <MailField {...common} text={words.text} html={words.html} onWords={typed} onFiles={files.add} />
      ) : (
        <PlainField
          {...common}
          area={area}
          value={words.text}
          onText={(text) => typed({ text, html: null })}
          onFiles={tab === 'note' ? null : files.add}
        />
      )}
      {mentions.list}
      {tab === 'email' && <SignatureNote ticketId={ticket.id} />}
      <KitchenDoorCheck
        field={answer.field}
        text={tab === 'note' ? null : words.text}
        customer={ticket.customer}
        onText={setText}
      />
      {tab === 'email' && <GentleHints ticket={ticket} items={items} words={words} onWords={write} />}
      {promise && tab !== 'note' && (
        <AttachedChip promise={promise} onRemove={() => answer.setPromise(null)} />
      )}
      {tab !== 'note' && <JoinedFiles files={files.files} onRemove={files.remove} />}
      <ComposerFooter
        ticket={ticket}
        items={items}
        answer={answer}
        onMacros={() => setMacros(true)}
        onWords={putIn}
      />
      {macros && <MacroPicker ticket={ticket} onText={putIn} onClose={() => setMacros(false)} />}
      {answer.guards.length > 0 && (
        <GuardDialog
          guards={answer.guards}
          onSend={() => void answer.send(undefined, 'anyway')}
          onClose={answer.dropGuards}
        />
      )}
    </section>
  );
}

function labelOf(tab: Tab, name: string | null, say: Say): string {
  if (tab === 'note') return say('composer.note');
  return name ? say('composer.message-to', { name }) : say('composer.message');
}
