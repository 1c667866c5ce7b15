/** Under the field: what can be added to the answer, where its draft is, and the ways to send it. */
import { useRef, useState } from 'react';
import { CalendarClock, MessageSquareQuote, Paperclip, Zap } from 'lucide-react';
import type { Ticket, TimelineItem } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';
import { Keys } from '../../ui/keys.js';
import { Tip } from '../../ui/tip.js';
import { InsertArticle } from '../knowledge/insert-article.js';
import { PromiseButton } from '../promise/attached-promise.js';
import { tabs } from './composer-tabs.js';
import { LaterDialog } from './later-dialog.js';
import { NOW, type useAnswer } from './use-answer.js';

interface Props {
  ticket: Ticket;
  items: readonly TimelineItem[];
  answer: ReturnType<typeof useAnswer>;
  onMacros: () => void;
  /** Words to go into the answer. */
  onWords: (words: string) => void;
}

export function ComposerFooter({ ticket, items, answer, onMacros, onWords }: Props) {
  const say = useSay();
  const { tab, draft, files } = answer;
  const [later, setLater] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const quotable = tab === 'email' && items.some((one) => one.channel === 'email' && one.direction === 'in');
  const resolvable = tab === 'email' && ticket.status !== 'resolved';
  return (
    <div className="ft">
      {tab !== 'note' && (
        <>
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            onChange={(event) => {
              files.add(event.target.files ?? []);
              event.target.value = '';
            }}
            data-testid="composer-file"
          />
          <Act
            name="composer.attach"
            icon={Paperclip}
            onPress={() => picker.current?.click()}
            testId="attach"
          />
        </>
      )}
      <Tip text={say('macro.title')} shortcut="macro" side="top">
        <button
          type="button"
          className="btn sm ghost icon"
          aria-label={say('macro.title')}
          onClick={onMacros}
          data-testid="macros"
        >
          <Zap className="ic" aria-hidden="true" />
        </button>
      </Tip>
      {tab !== 'note' && <InsertArticle ticket={ticket} onWords={onWords} />}
      {tab !== 'note' && (
        <PromiseButton
          ticket={ticket}
          onPick={(next) => {
            answer.setPromise(next);
            answer.append(next.text);
          }}
        />
      )}
      {quotable && (
        <Act
          name="writing.quote-theirs"
          icon={MessageSquareQuote}
          pressed={answer.quote}
          onPress={() => answer.setQuote(!answer.quote)}
          testId="quote"
        />
      )}
      {tab === 'email' && answer.ready && (
        <Act name="later.title" icon={CalendarClock} onPress={() => setLater(true)} testId="send-later" />
      )}
      {later && (
        <LaterDialog
          onPick={(at) => {
            setLater(false);
            void answer.send({ resolve: false, at });
          }}
          onClose={() => setLater(false)}
        />
      )}
      <span className="sp" />
      {draft.kept !== 'no' && (
        <span className="sv" data-testid="draft-kept" data-where={draft.kept}>
          {say(draft.kept === 'server' ? 'composer.draft-saved' : 'writing.draft-here')}
        </span>
      )}
      {resolvable && (
        <button
          type="button"
          className="btn sm send-resolve"
          disabled={!answer.ready}
          onClick={() => void answer.send({ resolve: true, at: null })}
          data-testid="send-resolve"
        >
          {say('writing.send-resolve')}
        </button>
      )}
      <button
        type="button"
        className="btn sm primary"
        disabled={!answer.ready}
        onClick={() => void answer.send(NOW)}
        data-testid="send"
      >
        {say(tabs[tab].send)}
        <Keys of="send" />
      </button>
    </div>
  );
}

interface ActProps {
  name: MessageId;
  icon: typeof Zap;
  pressed?: boolean;
  onPress: () => void;
  testId: string;
}

function Act({ name, icon: Icon, pressed, onPress, testId }: ActProps) {
  const say = useSay();
  return (
    <Tip text={say(name)} side="top">
      <button
        type="button"
        className="btn sm ghost icon"
        aria-label={say(name)}
        aria-pressed={pressed}
        onClick={onPress}
        data-testid={testId}
      >
        <Icon className="ic" aria-hidden="true" />
      </button>
    </Tip>
  );
}
