/** The conversation: lines both ways, where one stands in the queue, what is not sent yet, and how it ended. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ChatClient } from './chat-client.ts';
import { Bubble, UnsentBubble } from './bubble.tsx';
import { Composer } from './composer.tsx';
import { OfflineBanner } from './offline-banner.tsx';
import { QueueCard } from './queue-card.tsx';
import { ThreadHeader } from './thread-header.tsx';
import type { Words } from '../words/words.ts';

export function Thread(props: { chat: ChatClient; words: Words; onClose(): void; onBack(): void }) {
  const { chat, words } = props;
  const { conversation, unsent, endedBy } = chat.state.value;
  const lines = conversation?.lines ?? [];
  const typing = chat.typing.value;
  const ended = conversation?.state === 'ended';
  const log = useStayAtEnd(`${lines.length}/${unsent.length}/${typing !== null}/${ended}`);
  const lastOwn = lines.findLast(({ author }) => author.kind === 'visitor')?.id;

  return (
    <div class="thread" data-testid="thread">
      <ThreadHeader {...props} />
      <OfflineBanner chat={chat} words={words} />
      <div class="lg" role="log" aria-label={words.messages} tabIndex={0} ref={log} data-testid="log">
        <div class="fill" />
        {conversation?.ticketNumber && (
          <p class="dd num" data-testid="ticket-number">
            {words.yourRequest(conversation.ticketNumber)}
          </p>
        )}
        {lines.map((line) => (
          <Bubble key={line.id} line={line} words={words} chat={chat} stamped={line.id === lastOwn} />
        ))}
        {unsent.map((line) => (
          <UnsentBubble key={line.clientId} line={line} words={words} chat={chat} />
        ))}
        {!ended && <QueueCard chat={chat} words={words} />}
        {typing && !ended && (
          <span class="ty" role="status" aria-label={words.typing(typing.name)} data-testid="typing">
            <i />
            <i />
            <i />
          </span>
        )}
        {ended && (
          <p class="sys" data-testid="ended">
            {words.ended(endedBy)}
          </p>
        )}
      </div>
      {ended ? (
        <div class="again">
          <button
            class="btn primary"
            type="button"
            data-testid="start-again"
            onClick={() => {
              chat.forgetEnded();
              props.onBack();
            }}
          >
            {words.startAgain}
          </button>
        </div>
      ) : (
        <Composer chat={chat} words={words} />
      )}
    </div>
  );
}

/** New lines scroll into view, unless the visitor has scrolled up to read. */
function useStayAtEnd(change: string) {
  const log = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    const box = log.current;
    if (!box) return;
    const note = () => (atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 60);
    box.addEventListener('scroll', note, { passive: true });
    return () => box.removeEventListener('scroll', note);
  }, []);
  useLayoutEffect(() => {
    if (log.current && atEnd.current) log.current.scrollTop = log.current.scrollHeight;
  }, [change]);
  return log;
}
