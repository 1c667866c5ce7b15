/** The first page: who answers, how long it honestly takes, and the way to a person: always in sight. */
import type { ChatClient } from './chat-client.ts';
import { Icon } from './icons.tsx';
import { StartForm } from './start-form.tsx';
import type { ChatState } from './chat-state.ts';
import { minutesOf, openingOf } from './waiting.ts';
import type { Words } from '../words/words.ts';

export function Home(props: { chat: ChatClient; words: Words; onClose(): void; onThread(): void }) {
  const { chat, words } = props;
  const { conversation, house } = chat.state.value;
  return (
    <div class="home" data-testid="home">
      <div class="wt">
        <button class="xb" type="button" aria-label={words.close} onClick={props.onClose} data-testid="close">
          <Icon name="close" />
        </button>
        <h2>{words.hello(chat.kept.value.person.name?.split(' ')[0] ?? null)}</h2>
        <p>{words.promise}</p>
        <p class="num" data-testid="house-queue">
          {house && houseLine(house, words)}
        </p>
      </div>
      <div class="hb">
        {conversation ? (
          <button class="open" type="button" onClick={props.onThread} data-testid="open-conversation">
            <span>
              <b>{words.openCard}</b>
              <small>
                {conversation.agent ? words.openCardAgent(conversation.agent.name) : words.openCardWaiting}
              </small>
            </span>
            <Icon name="next" />
          </button>
        ) : house === null && chat.kept.value.open ? (
          <p class="calm">{words.connecting}</p>
        ) : (
          <StartForm chat={chat} words={words} />
        )}
      </div>
    </div>
  );
}

function houseLine(house: NonNullable<ChatState['house']>, words: Words): string {
  const { open, opensAt } = house.hours;
  if (!open) return words.closed(opensAt && openingOf(opensAt, words.locale, new Date()));
  if (house.waiting === 0) return words.waitNobody;
  const { estimatedWaitSeconds: seconds } = house;
  return words.wait(house.waiting) + (seconds === null ? '.' : words.waitAbout(minutesOf(seconds)));
}
