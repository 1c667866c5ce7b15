/** What a colleague passes on, read by who is asked: four lines, both texts, and an answer; a refusal says why. */
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import { Lock, MessageSquare } from 'lucide-react';
import type { HandOverCard as Card, HandOverView } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';
import { Avatar } from '../../ui/avatar.js';
import { clockText } from '../../ui/time-text.js';

export const cardParts: readonly { part: keyof Card; label: MessageId }[] = [
  { part: 'wants', label: 'handover.wants' },
  { part: 'done', label: 'handover.done-part' },
  { part: 'left', label: 'handover.left' },
  { part: 'promised', label: 'handover.promised' },
];

interface Props {
  handOver: HandOverView;
  customer: string | null;
  busy: boolean;
  onAccept: () => void;
  onDecline: (reason: string) => void;
}

export function HandOverCard({ handOver, customer, busy, onAccept, onDecline }: Props) {
  const say = useSay();
  const { id, from, kind, card, innerNote, customerLine, expiresAt } = handOver;
  const parts = cardParts.filter(({ part }) => card[part]);
  return (
    <section className="relay" aria-labelledby={`relay-${id}`} data-testid="hand-over-card">
      <header>
        <Avatar id={from.id} name={from.name} photo={from.photo} />
        <div>
          <h2 id={`relay-${id}`}>{say(`handover.card-${kind}`, { name: from.name })}</h2>
          <p>{say('handover.answer-by', { time: clockText(expiresAt) })}</p>
        </div>
      </header>
      {parts.length > 0 && (
        <dl className="bt">
          {parts.map(({ part, label }) => (
            <div key={part}>
              <dt>{say(label)}</dt>
              <dd>{card[part]}</dd>
            </div>
          ))}
        </dl>
      )}
      <div className="tell inner">
        <b>
          <Lock className="ic" aria-hidden="true" />
          {say('handover.note-from', { name: from.name })}
        </b>
        <p data-testid="hand-over-note">{innerNote}</p>
      </div>
      <div className="tell">
        <b>
          <MessageSquare className="ic" aria-hidden="true" />
          {customer ? say('handover.line', { name: customer }) : say('handover.line-customer')}
        </b>
        <p data-testid="hand-over-line">{customerLine}</p>
      </div>
      <Answer name={from.name} id={id} busy={busy} onAccept={onAccept} onDecline={onDecline} />
    </section>
  );
}

interface AnswerProps extends Pick<Props, 'busy' | 'onAccept' | 'onDecline'> {
  id: string;
  name: string;
}

function Answer({ id, name, busy, onAccept, onDecline }: AnswerProps) {
  const say = useSay();
  const [declining, setDeclining] = useState(false);
  const cancelled = useRef(false);
  const declineButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Back where the reason was asked for.
    if (!declining && cancelled.current) declineButton.current?.focus();
  }, [declining]);
  if (declining)
    return (
      <Reason
        id={id}
        name={name}
        busy={busy}
        onDecline={onDecline}
        onCancel={() => {
          cancelled.current = true;
          setDeclining(false);
        }}
      />
    );
  return (
    <div className="row2">
      <button
        type="button"
        className="btn"
        ref={declineButton}
        onClick={() => setDeclining(true)}
        disabled={busy}
        data-testid="hand-over-decline"
      >
        {say('handover.decline')}
      </button>
      <button
        type="button"
        className="btn primary"
        onClick={onAccept}
        disabled={busy}
        data-testid="hand-over-accept"
      >
        {say('handover.accept')}
      </button>
    </div>
  );
}

interface ReasonProps extends Pick<AnswerProps, 'id' | 'name' | 'busy' | 'onDecline'> {
  onCancel: () => void;
}

function Reason({ id, name, busy, onDecline, onCancel }: ReasonProps) {
  const say = useSay();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (reason.trim() === '') setMissing(true);
    else onDecline(reason.trim());
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onCancel();
  };
  return (
    <form onSubmit={submit} onKeyDown={onKey} noValidate>
      <label htmlFor={`relay-reason-${id}`}>{say('handover.decline-why', { name })}</label>
      <input
        id={`relay-reason-${id}`}
        value={reason}
        maxLength={500}
        required
        autoFocus
        aria-invalid={missing}
        aria-describedby={missing ? `relay-missing-${id}` : undefined}
        onChange={(event) => setReason(event.target.value)}
        data-testid="hand-over-reason"
      />
      {missing && (
        <p className="fault" role="alert" id={`relay-missing-${id}`}>
          {say('handover.decline-missing')}
        </p>
      )}
      <div className="row2">
        <button type="button" className="btn" onClick={onCancel}>
          {say('common.cancel')}
        </button>
        <button type="submit" className="btn primary" disabled={busy} data-testid="hand-over-decline-send">
          {say('handover.decline-send')}
        </button>
      </div>
    </form>
  );
}
