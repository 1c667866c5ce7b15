/** The dialog: home until there is a conversation, then the conversation; Escape gives the page back. */
import { signal, type Signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ChatClient } from './chat-client.ts';
import { Home } from './home.tsx';
import { Thread } from './thread.tsx';
import type { Words } from '../words/words.ts';

const atHome = signal(false);

export function Widget(props: { chat: ChatClient; words: Words; shown: Signal<boolean>; onClose(): void }) {
  const { chat, words, shown, onClose } = props;
  const dialog = useRef<HTMLElement>(null);
  const { conversation, unsent } = chat.state.value;
  const inThread = (conversation !== null || unsent.length > 0) && !atHome.value;

  // Before the next key: whoever types on without a pause must not type into what has just gone.
  useLayoutEffect(() => {
    if (shown.value) focusFirst(dialog.current);
  }, [shown.value, inThread]);

  return (
    <section
      class="w"
      role="dialog"
      aria-label={words.dialog}
      lang={words.locale}
      hidden={!shown.value}
      tabIndex={-1}
      ref={dialog}
      data-testid="panel"
      onKeyDown={(event) => {
        // The page's own shortcuts must not fire while somebody writes to us.
        event.stopPropagation();
        if (event.key === 'Escape') onClose();
      }}
    >
      {inThread ? (
        <Thread
          chat={chat}
          words={words}
          onClose={onClose}
          onBack={() => (atHome.value = conversation?.state === 'open')}
        />
      ) : (
        <Home chat={chat} words={words} onClose={onClose} onThread={() => (atHome.value = false)} />
      )}
    </section>
  );
}

/** On touch screens a focused field would throw up the keyboard over what the visitor came to read. */
function focusFirst(dialog: HTMLElement | null): void {
  const field = dialog?.querySelector<HTMLElement>('textarea[data-testid=composer], input[name=name]');
  const touch = matchMedia('(pointer:coarse)').matches;
  (touch ? dialog : (field ?? dialog))?.focus({ preventScroll: true });
}
