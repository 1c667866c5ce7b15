/** The thread with one supplier: what we told them and what they said, and a line for the next; it never leaves the house. */
import { useId, useState } from 'react';
import type { SupplierMessageView } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';

interface Props {
  waitId: string;
  messages: readonly SupplierMessageView[];
  onChanged: () => void;
}

export function SupplierThread({ waitId, messages, onChanged }: Props) {
  const say = useSay();
  const id = useId();
  const [text, setText] = useState('');
  const words = text.trim();

  async function act(call: () => Promise<unknown>): Promise<void> {
    if (words === '' || !(await attempt(call))) return;
    setText('');
    onChanged();
  }
  const write = (direction: 'to' | 'from') => () =>
    void act(() => api.writeSupplierMessage(waitId, { direction, text: words }));
  return (
    <div className="supplier-thread">
      {messages.length > 0 && (
        <ol>
          {messages.map((message) => (
            <li key={message.id}>
              <small>
                {say(message.direction === 'to' ? 'supplier.we' : 'supplier.they', {
                  name: message.author.name,
                })}{' '}
                <time className="num">{momentText(message.at, serverNow())}</time>
              </small>
              {message.text}
            </li>
          ))}
        </ol>
      )}
      <label className="sr" htmlFor={id}>
        {say('supplier.line')}
      </label>
      <input
        id={id}
        value={text}
        maxLength={10_000}
        placeholder={say('supplier.line')}
        onChange={(event) => setText(event.target.value)}
        data-testid="supplier-line"
      />
      {words !== '' && (
        <div className="promise-acts">
          <button type="button" className="btn sm" onClick={write('to')} data-testid="supplier-chased">
            {say('supplier.chased')}
          </button>
          <button type="button" className="btn sm" onClick={write('from')} data-testid="supplier-said">
            {say('supplier.said')}
          </button>
          <button
            type="button"
            className="btn sm primary"
            onClick={() => void act(() => api.endSupplierWait(waitId, words))}
            data-testid="supplier-end"
          >
            {say('supplier.end')}
          </button>
        </div>
      )}
    </div>
  );
}
