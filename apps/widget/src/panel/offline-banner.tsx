/** Says that the line is down and for how long; what is written meanwhile is kept. */
import { useEffect, useState } from 'preact/hooks';
import type { ChatClient } from './chat-client.ts';
import type { Words } from '../words/words.ts';

/** Shorter breaks heal unseen. */
const QUIET_MS = 1_500;

export function OfflineBanner({ chat, words }: { chat: ChatClient; words: Words }) {
  const { offlineSince } = chat.state.value;
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (offlineSince === null) return;
    const ticking = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(ticking);
  }, [offlineSince]);
  if (offlineSince === null || now - offlineSince < QUIET_MS) return null;
  return (
    <p class="off num" data-testid="offline">
      <span class="sr" role="status">
        {words.offlineOnce}
      </span>
      <span aria-hidden="true">{words.offline(Math.max(1, Math.round((now - offlineSince) / 1_000)))}</span>
    </p>
  );
}
