/** Where the visitor writes: Enter sends, files ride along, a draft survives closing the panel. */
import { signal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { ChatClient } from './chat-client.ts';
import { Icon } from './icons.tsx';
import type { Words } from '../words/words.ts';

const MAX_BYTES = 10 * 1024 * 1024;
const MAX_TEXT = 10_000;

const draft = signal('');
const files = signal<{ id: string; name: string }[]>([]);
const note = signal('');
/** Files still going up. A send meanwhile waits for them: a line never leaves without the file it speaks of. */
const going = signal(0);
const sendWaits = signal(false);

export function Composer({ chat, words }: { chat: ChatClient; words: Words }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const agent = chat.state.value.conversation?.agent ?? null;

  function send(): void {
    if (going.value > 0) {
      sendWaits.value = true;
      return;
    }
    const text = draft.value.trim() || files.value.map(({ name }) => name).join(', ');
    if (!text) return;
    if (text.length > MAX_TEXT) {
      note.value = words.tooLong;
      return;
    }
    chat.say(text, files.value);
    draft.value = '';
    files.value = [];
    note.value = '';
    field.current?.focus();
  }

  async function attach(input: HTMLInputElement): Promise<void> {
    const [file] = input.files ?? [];
    input.value = '';
    if (!file) return;
    if (file.size > MAX_BYTES) {
      note.value = words.tooBig;
      return;
    }
    note.value = words.attaching(file.name);
    going.value += 1;
    try {
      const sent = await chat.upload(file);
      files.value = [...files.value, sent];
      note.value = '';
    } catch {
      note.value = words.uploadFailed;
      sendWaits.value = false;
    }
    going.value -= 1;
    if (going.value > 0 || !sendWaits.value) return;
    sendWaits.value = false;
    send();
  }

  return (
    <div class="compose">
      {files.value.map(({ id, name }) => (
        <span class="chip" key={id}>
          {name}
          <button
            type="button"
            aria-label={words.remove(name)}
            onClick={() => (files.value = files.value.filter((file) => file.id !== id))}
          >
            <Icon name="close" />
          </button>
        </span>
      ))}
      <p class="note" role="status">
        {note.value}
      </p>
      <div class="in2">
        <textarea
          ref={field}
          rows={1}
          value={draft.value}
          aria-label={words.write(agent?.name ?? null)}
          placeholder={words.write(agent?.name ?? null)}
          data-testid="composer"
          onInput={(event) => {
            draft.value = event.currentTarget.value;
            chat.tellTyping();
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <label class="tool">
          <input
            type="file"
            class="sr"
            aria-label={words.attach}
            data-testid="attach"
            onChange={(event) => void attach(event.currentTarget)}
          />
          <Icon name="attach" />
        </label>
        <button class="tool go" type="button" aria-label={words.send} onClick={send} data-testid="send">
          <Icon name="send" />
        </button>
      </div>
    </div>
  );
}
