/** On my own call: ask for help without a word to the customer, read the answer, and say that it is no longer needed. */
import { useState, type FormEvent } from 'react';
import { Popover } from 'radix-ui';
import { Hand } from 'lucide-react';
import type { InteractionView } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { Tip } from '../../ui/tip.js';
import { useCommand } from '../keyboard/commands.js';
import { askForHelp, lowerHand } from './listening-acts.js';
import './supervision.css';

export function AskHelp({ call }: { call: InteractionView }) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState('');
  const up = call.call?.hand ?? null;
  useCommand('help', () => setOpen(true), up === null);
  if (up) return null;
  const ask = (event: FormEvent): void => {
    event.preventDefault();
    setOpen(false);
    setWords('');
    void askForHelp(call.id, words.trim());
  };
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Tip text={say('keys.help')} shortcut="help">
        <Popover.Trigger data-testid="call-help">
          <Hand className="ic" aria-hidden="true" />
          {say('supervision.help')}
        </Popover.Trigger>
      </Tip>
      <Popover.Portal>
        <Popover.Content
          className="pop ask-help"
          align="end"
          sideOffset={8}
          collisionPadding={8}
          aria-label={say('supervision.help-title')}
        >
          <h2>{say('supervision.help-title')}</h2>
          <p className="muted">{say('supervision.help-lead')}</p>
          <form onSubmit={ask}>
            <label className="field">
              <span>{say('supervision.help-what')}</span>
              <input
                value={words}
                maxLength={200}
                onChange={(event) => setWords(event.target.value)}
                data-testid="help-words"
              />
            </label>
            <button type="submit" className="btn primary" data-testid="help-send">
              {say('supervision.help-send')}
            </button>
          </form>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** The line below the bar while a hand is up. */
export function RaisedHandLine({ call }: { call: InteractionView }) {
  const say = useSay();
  const hand = call.call?.hand;
  if (!hand) return null;
  const { answer } = hand;
  return (
    <div className="said call-party" role="status" data-testid="call-hand">
      <Hand className="ic" aria-hidden="true" />
      <span>
        {answer
          ? say('supervision.help-answered', { name: answer.by.name, text: answer.text })
          : say('supervision.help-waiting')}
      </span>
      <button type="button" onClick={() => void lowerHand(call.id)} data-testid="call-hand-lower">
        {say(answer ? 'supervision.help-read' : 'supervision.help-enough')}
      </button>
    </div>
  );
}
