/** Who wrote this? Asked of colleagues about a mail one of them passed on, when it does not name one person. */
import { useState, type FormEvent } from 'react';
import { CircleHelp, UserCheck } from 'lucide-react';
import type { DecideForwardedMail, ForwardQuestionView, TimelineItem } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { say as sayNow, useSay } from '../../i18n.js';
import { Avatar } from '../../ui/avatar.js';
import { showRefusal } from '../../ui/failure.js';
import { clockText, fullText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';
import { sentText } from './sent-text.js';
import './held-mail.css';
import './forward-question.css';

export function ForwardQuestion({ ticketId, item }: { ticketId: string; item: TimelineItem }) {
  const say = useSay();
  const asked = item.data['forwarded'] as ForwardQuestionView;
  const waits = asked.state === 'waiting';
  return (
    <article
      className={`m note held ${waits ? '' : 'over'}`}
      data-testid="forward-question"
      data-state={asked.state}
      data-seq={item.seq}
    >
      <Avatar id={item.author.id ?? item.id} name={item.author.name} />
      <div>
        <p className="hd">
          <span className="tag">
            <CircleHelp className="ic" aria-hidden="true" />
            {say('forward.tag')}
          </span>
          <b>{item.author.name}</b>
          <time className="num" dateTime={item.at} title={fullText(item.at)}>
            {clockText(item.at)}
          </time>
        </p>
        <div className="bd">
          <p className="why">{say(`forward.${asked.why}`)}</p>
          {asked.subject && <p className="sub">{say('stranger.subject', { subject: asked.subject })}</p>}
          {asked.sentAt && <p className="muted">{say('forward.sent', { time: sentText(asked.sentAt) })}</p>}
          {/* A long one scrolls, and is scrolled by keyboard. */}
          <p className="text" tabIndex={0}>
            {item.text}
          </p>
          {asked.files.length > 0 && <p>{say('stranger.files', { names: asked.files.join(', ') })}</p>}
          {waits ? (
            <Answers ticketId={ticketId} noteId={item.id} asked={asked} />
          ) : (
            <p className="muted">
              {say(asked.state === 'named' ? 'forward.is-named' : 'forward.is-own-words', {
                name: asked.decidedBy ?? '',
                address: asked.address ?? '',
              })}
            </p>
          )}
        </div>
      </div>
    </article>
  );
}

function Answers({
  ticketId,
  noteId,
  asked,
}: {
  ticketId: string;
  noteId: string;
  asked: ForwardQuestionView;
}) {
  const say = useSay();
  const [address, setAddress] = useState('');
  const [busy, setBusy] = useState(false);
  const decide = async (decision: DecideForwardedMail): Promise<void> => {
    setBusy(true);
    try {
      await api.decideForwardedMail(ticketId, noteId, decision);
      if (decision.as === 'named')
        showToast({ text: sayNow('forward.named', { address: decision.address }) });
    } catch (error) {
      showRefusal(asRefusal(error));
    } finally {
      setBusy(false);
    }
  };
  const typed = (event: FormEvent): void => {
    event.preventDefault();
    void decide({ as: 'named', address: address.trim() });
  };
  return (
    <form className="who-wrote" aria-label={say('forward.tag')} onSubmit={typed}>
      {asked.candidates.length > 0 && (
        <div className="row2">
          {asked.candidates.map((one) => (
            <button
              key={one.address}
              type="button"
              className="btn sm"
              disabled={busy}
              onClick={() =>
                void decide({ as: 'named', address: one.address, ...(one.name && { name: one.name }) })
              }
              data-testid="forward-candidate"
            >
              <UserCheck className="ic" aria-hidden="true" />
              {one.name ? `${one.name} (${one.address})` : one.address}
            </button>
          ))}
        </div>
      )}
      <div className="row2">
        <label className="labelled">
          <span>{say('forward.address')}</span>
          <input
            type="email"
            required
            maxLength={320}
            autoComplete="off"
            value={address}
            onChange={(event) => setAddress(event.target.value)}
            data-testid="forward-address"
          />
        </label>
        <button type="submit" className="btn sm" disabled={busy} data-testid="forward-name">
          {say('forward.name-them')}
        </button>
        <button
          type="button"
          className="btn sm ghost"
          disabled={busy}
          title={say('forward.own-words-hint')}
          onClick={() => void decide({ as: 'own-words' })}
          data-testid="forward-own-words"
        >
          {say('forward.own-words')}
        </button>
      </div>
    </form>
  );
}
