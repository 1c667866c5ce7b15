/** Honest waiting: the place and the estimate as the router knows them, gone once somebody answers. */
import type { ChatClient } from './chat-client.ts';
import { Icon } from './icons.tsx';
import { minutesOf } from './waiting.ts';
import type { Words } from '../words/words.ts';

export function QueueCard({ chat, words }: { chat: ChatClient; words: Words }) {
  const { queue, conversation } = chat.state.value;
  if (!queue || !conversation || conversation.agent) return null;
  const { position, estimatedWaitSeconds: seconds } = queue;
  return (
    <div class="sys" role="status" data-testid="queue">
      <Icon name="clock" />
      <span class="num">
        {placeLine(position, words)}
        {seconds !== null && seconds > 0 && ` ${words.queueAbout(minutesOf(seconds))}`}
        <small>{words.keepsPlace}</small>
      </span>
    </div>
  );
}

function placeLine(position: number, words: Words): string {
  if (position === 0) return words.queueSoon;
  return position === 1 ? words.queueNext : words.queuePlace(position);
}
