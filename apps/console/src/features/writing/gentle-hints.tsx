/** Under a mail, when its writer pauses: the part that is missing with words to begin from, another name, a riddle, a gap. */
import { useDeferredValue, useState } from 'react';
import { Sparkle, X } from 'lucide-react';
import type { Ticket, TimelineItem } from '@lib/contracts';
import { currentLocale, useSay, type Say } from '../../i18n.js';
import { useCustomer } from '../customer/use-customer.js';
import { useDebounced } from '../search/use-debounced.js';
import type { Words } from './draft-keeper.js';
import { gentleCheck, type Block, type Gentle } from './gentle-check.js';
import { withBlock } from './with-block.js';

/** Longer than between two words: nobody is corrected in the middle of a sentence. */
const PAUSE_MS = 1_500;
const SHOWN = 3;

interface Props {
  ticket: Ticket;
  items: readonly TimelineItem[];
  words: Words;
  onWords: (words: Words) => void;
}

export function GentleHints({ ticket, items, words, onWords }: Props) {
  const say = useSay();
  const locale = useCustomer(ticket.customer)?.locale ?? currentLocale();
  const rested = useDebounced(words.text, PAUSE_MS);
  const [silenced, setSilenced] = useState<ReadonlySet<string>>(new Set());
  const theirs = useDeferredValue(items)
    .filter(({ direction }) => direction === 'in')
    .map(({ subject, text }) => `${subject ?? ''} ${text ?? ''}`)
    .join(' ');
  const found =
    rested === words.text && rested.trim() !== ''
      ? gentleCheck({
          text: rested,
          locale,
          customerName: ticket.customer.name,
          theirs,
          hour: new Date().getHours(),
        })
      : [];
  const shown = found.filter((one) => !silenced.has(keyOf(one))).slice(0, SHOWN);
  return (
    <>
      <p className="sr" role="status" aria-live="polite">
        {shown.length > 0 && say('gentle.count', { count: shown.length })}
      </p>
      {shown.length > 0 && (
        <ul className="kitchen gentle" aria-label={say('gentle.title')} data-testid="gentle-hints">
          {shown.map((hint) => (
            <li key={keyOf(hint)} data-testid={`gentle-${hint.kind}`}>
              <Sparkle className="ic" aria-hidden="true" />
              <span>{hintText(hint, say)}</span>
              {'suggestion' in hint && (
                <button
                  type="button"
                  className="btn sm ghost use"
                  onClick={() => onWords(withBlock(words, hint.kind, hint.suggestion))}
                  data-testid="gentle-use"
                >
                  {say('gentle.use', { words: firstLine(hint.suggestion) })}
                </button>
              )}
              <button
                type="button"
                className="plain"
                aria-label={say('gentle.leave', { hint: hintText(hint, say) })}
                onClick={() => setSilenced((before) => new Set(before).add(keyOf(hint)))}
              >
                <X className="ic" aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const keyOf = (hint: Gentle): string => ('words' in hint ? `${hint.kind}:${hint.words}` : hint.kind);
const firstLine = (text: string): string => text.split('\n')[0] ?? '';

function hintText(hint: Gentle, say: Say): string {
  if (hint.kind === 'wrong-name') return say('gentle.wrong-name', { found: hint.found, name: hint.name });
  if (hint.kind === 'acronym') return say('gentle.acronym', { words: hint.words });
  if (hint.kind === 'gap') return say('gentle.gap');
  return say(`gentle.${hint.kind satisfies Block}`);
}
