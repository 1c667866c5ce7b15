/** One line on screen: whose it is by side and by word, files as downloads, unsent ones with a way on. */
import type { ChatLine } from '@lib/contracts';
import type { Unsent } from './chat-state.ts';
import type { ChatClient } from './chat-client.ts';
import { Icon } from './icons.tsx';
import { LinkedText } from './linked-text.tsx';
import { saveFile } from './save-file.ts';
import type { Words } from '../words/words.ts';

export function Bubble(props: { line: ChatLine; words: Words; chat: ChatClient; stamped: boolean }) {
  const { line, words, chat } = props;
  const { kind, name } = line.author;
  if (kind === 'system')
    return (
      <p class="sys" data-testid="line" data-author="system">
        <span>
          <LinkedText text={line.text} />
        </span>
      </p>
    );
  const own = kind === 'visitor';
  const time = new Intl.DateTimeFormat(words.locale, { hour: 'numeric', minute: '2-digit' }).format(
    new Date(line.at),
  );
  return (
    <>
      <div class={`bb ${own ? 'out' : 'in'}`} data-testid="line" data-author={kind}>
        <span class="sr">{own ? words.you : (name ?? words.team)}: </span>
        <span dir="auto">
          <LinkedText text={line.text} />
        </span>
        {line.attachments.map((file) => (
          <a
            key={file.id}
            class="file"
            href={file.url}
            download={file.name}
            data-testid="attachment"
            onClick={(event) => {
              event.preventDefault();
              void saveFile(chat, line.id, file);
            }}
          >
            <Icon name="file" />
            {file.name}
          </a>
        ))}
      </div>
      {props.stamped && (
        <p class="st num">
          {time} · {words.sent}
        </p>
      )}
    </>
  );
}

export function UnsentBubble({ line, words, chat }: { line: Unsent; words: Words; chat: ChatClient }) {
  const waits = line.refused !== undefined || !chat.state.value.connected;
  return (
    <>
      <div class="bb out unsent" data-testid="unsent">
        <span class="sr">{words.you}: </span>
        <span dir="auto">{line.text}</span>
      </div>
      <div class="st">
        {waits ? words.notSent : words.sending}
        {line.refused && line.refused !== 'conversation-ended' && ` · ${words.refused}`}
        {waits && (
          <>
            <button type="button" onClick={() => chat.retry(line.clientId)} data-testid="retry">
              {words.retry}
            </button>
            <button type="button" onClick={() => chat.discard(line.clientId)} data-testid="discard">
              {words.discard}
            </button>
          </>
        )}
      </div>
    </>
  );
}
