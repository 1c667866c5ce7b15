/** Who is with the visitor, and the ways out: back, end, close. Ending asks once. */
import { useState } from 'preact/hooks';
import { Avatar } from './avatar.tsx';
import type { ChatClient } from './chat-client.ts';
import { Icon } from './icons.tsx';
import type { Words } from '../words/words.ts';

export function ThreadHeader(props: { chat: ChatClient; words: Words; onClose(): void; onBack(): void }) {
  const { chat, words } = props;
  const [asking, setAsking] = useState(false);
  const { conversation } = chat.state.value;
  const agent = conversation?.agent ?? null;
  return (
    <>
      <div class="th">
        <button class="xb" type="button" aria-label={words.back} onClick={props.onBack} data-testid="back">
          <Icon name="back" />
        </button>
        {agent && <Avatar name={agent.name} photo={agent.photo} />}
        <span class="who">
          <b data-testid="agent-name">{agent?.name ?? words.team}</b>
          <small>{agent ? words.withYou : words.waitingTitle}</small>
        </span>
        {conversation?.state === 'open' && (
          <button
            class="xb"
            type="button"
            aria-label={words.endAsk}
            title={words.endAsk}
            aria-expanded={asking}
            onClick={() => setAsking(!asking)}
            data-testid="end"
          >
            <Icon name="end" />
          </button>
        )}
        <button class="xb" type="button" aria-label={words.close} onClick={props.onClose} data-testid="close">
          <Icon name="close" />
        </button>
      </div>
      {asking && conversation?.state === 'open' && (
        <div class="ask" role="group" aria-label={words.endSure}>
          <span>{words.endSure}</span>
          <button class="btn" type="button" onClick={() => setAsking(false)} data-testid="end-no">
            {words.endNo}
          </button>
          <button
            class="btn primary"
            type="button"
            data-testid="end-yes"
            onClick={() => {
              setAsking(false);
              void chat.end();
            }}
          >
            {words.endYes}
          </button>
        </div>
      )}
    </>
  );
}
