/** What is passed on: how, in four lines, for the colleague in full, and the very sentence the customer gets. */
import { useRef, type ReactNode } from 'react';
import type { HandOver, HandOverCard, Ticket } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { cardParts } from '../hand-over/hand-over-card.js';
import { KitchenDoorCheck } from './kitchen-door-check.js';

export type Kind = HandOver['kind'];
const kinds = ['introduce', 'consult', 'transfer'] as const satisfies readonly Kind[];

interface HowProps {
  name: string;
  kind: Kind;
  onPick: (kind: Kind) => void;
}

export function How({ name, kind, onPick }: HowProps) {
  const say = useSay();
  return (
    <div role="radiogroup" aria-labelledby="handover-how">
      <h3 id="handover-how">{say('handover.how')}</h3>
      <div className="how">
        {kinds.map((one) => (
          <label key={one} className={one === kind ? 'on' : ''}>
            <input
              type="radio"
              name="handover-kind"
              className="sr"
              checked={one === kind}
              onChange={() => onPick(one)}
              data-testid={`handover-kind-${one}`}
            />
            {say(`handover.kind-${one}`)}
            <small>{say(`handover.kind-${one}-hint`, { name })}</small>
          </label>
        ))}
      </div>
    </div>
  );
}

interface FourLinesProps {
  name: string;
  /** What was typed; a part that was left alone is as proposed. */
  card: HandOverCard;
  proposed: HandOverCard;
  onChange: (card: HandOverCard) => void;
}

export function FourLines({ name, card, proposed, onChange }: FourLinesProps) {
  const say = useSay();
  const untouched = (part: keyof HandOverCard): boolean =>
    card[part] === undefined && Boolean(proposed[part]);
  return (
    <div role="group" aria-labelledby="handover-card">
      <h3 id="handover-card">{say('handover.inner', { name })}</h3>
      {Object.keys(proposed).length > 0 && <p className="proposed-hint">{say('handover.proposed-hint')}</p>}
      <div className="bt write">
        {cardParts.map(({ part, label }) => (
          <div key={part}>
            <label htmlFor={`handover-${part}`}>
              {say(label)}
              {untouched(part) && (
                <small className="proposed" data-testid={`handover-${part}-proposed`}>
                  {say('handover.proposed')}
                </small>
              )}
            </label>
            <textarea
              id={`handover-${part}`}
              rows={untouched(part) ? 2 : 1}
              value={card[part] ?? proposed[part] ?? ''}
              maxLength={2_000}
              // Typing takes the place of what was proposed; an arrow key keeps it.
              onFocus={(event) => untouched(part) && event.target.select()}
              onChange={(event) => onChange({ ...card, [part]: event.target.value })}
              data-testid={`handover-${part}`}
            />
          </div>
        ))}
      </div>
    </div>
  );
}

interface BatonTextProps {
  id: string;
  label: string;
  hint?: string;
  icon?: ReactNode;
  value: string;
  onChange: (text: string) => void;
  missing: boolean;
  /** The customer who will read it; absent where only colleagues do. */
  reader?: Ticket['customer'];
  rows: number;
}

export function BatonText({ id, label, hint, icon, value, onChange, missing, reader, rows }: BatonTextProps) {
  const say = useSay();
  const field = useRef<HTMLTextAreaElement>(null);
  return (
    <div className={`baton-text ${reader ? 'tell' : 'inner'}`}>
      <label htmlFor={id}>
        {icon}
        {label}
      </label>
      <textarea
        ref={field}
        id={id}
        rows={rows}
        value={value}
        placeholder={hint}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={missing}
        aria-describedby={missing ? `${id}-missing` : undefined}
        data-testid={id}
      />
      {reader && <KitchenDoorCheck field={field} text={value} customer={reader} onText={onChange} />}
      {missing && (
        <p className="fault" id={`${id}-missing`}>
          {say('handover.missing')}
        </p>
      )}
    </div>
  );
}
