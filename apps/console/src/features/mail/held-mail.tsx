/** A mail from somebody who is not part of the ticket: seen by colleagues alone, until one of them says what it is. */
import { useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { Ban, ShieldAlert, Split, UserPlus } from 'lucide-react';
import type { StrangerMailState, StrangerMailView, TimelineItem } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { say as sayNow, useSay } from '../../i18n.js';
import { Avatar } from '../../ui/avatar.js';
import { showRefusal } from '../../ui/failure.js';
import { clockText, fullText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';
import './held-mail.css';

const decided: Record<Exclude<StrangerMailState, 'waiting'>, MessageId> = {
  added: 'stranger.is-added',
  split: 'stranger.is-split',
  spam: 'stranger.is-spam',
};

export function HeldMail({ ticketId, item }: { ticketId: string; item: TimelineItem }) {
  const say = useSay();
  const held = item.data['stranger'] as StrangerMailView;
  const waits = held.state === 'waiting';
  return (
    <article
      className={`m note held ${waits ? '' : 'over'}`}
      data-testid="held-mail"
      data-state={held.state}
      data-seq={item.seq}
    >
      <Avatar id={item.id} name={item.author.name} />
      <div>
        <p className="hd">
          <span className="tag">
            <ShieldAlert className="ic" aria-hidden="true" />
            {say('stranger.tag')}
          </span>
          <b>{item.author.name}</b>
          <time className="num" dateTime={item.at} title={fullText(item.at)}>
            {clockText(item.at)}
          </time>
        </p>
        <div className="bd">
          <p className="why">
            {say(`stranger.${held.why}`, { from: held.from })}
            {held.disowned && ` ${say('stranger.disowned')}`}
          </p>
          {held.subject && <p className="sub">{say('stranger.subject', { subject: held.subject })}</p>}
          {/* A long one scrolls, and is scrolled by keyboard. */}
          <p className="text" tabIndex={0}>
            {item.text}
          </p>
          {held.files.length > 0 && <p>{say('stranger.files', { names: held.files.join(', ') })}</p>}
          {waits ? (
            <Choices ticketId={ticketId} noteId={item.id} held={held} />
          ) : (
            <Decided ticketId={ticketId} noteId={item.id} held={held} />
          )}
        </div>
      </div>
    </article>
  );
}

interface Props {
  ticketId: string;
  noteId: string;
  held: StrangerMailView;
}

function Choices({ ticketId, noteId, held }: Props) {
  const say = useSay();
  const { busy, decide } = useDecision(ticketId, noteId, held.from);
  return (
    <div className="row2">
      <button
        type="button"
        className="btn sm"
        disabled={busy}
        title={say('stranger.add-hint', { from: held.from })}
        onClick={() => void decide('added')}
        data-testid="held-add"
      >
        <UserPlus className="ic" aria-hidden="true" />
        {say('stranger.add')}
      </button>
      <button
        type="button"
        className="btn sm"
        disabled={busy}
        onClick={() => void decide('split')}
        data-testid="held-split"
      >
        <Split className="ic" aria-hidden="true" />
        {say('stranger.split')}
      </button>
      <button
        type="button"
        className="btn sm ghost"
        disabled={busy}
        onClick={() => void decide('spam')}
        data-testid="held-spam"
      >
        <Ban className="ic" aria-hidden="true" />
        {say('stranger.spam')}
      </button>
    </div>
  );
}

function Decided({ ticketId, noteId, held }: Props) {
  const say = useSay();
  const navigate = useNavigate();
  const { busy, decide } = useDecision(ticketId, noteId, held.from);
  if (held.state === 'waiting') return null;
  const made = held.ticketId;
  return (
    <div className="row2">
      <span className="muted">{say(decided[held.state], { name: held.decidedBy ?? '' })}</span>
      {made && (
        <button
          type="button"
          className="btn sm ghost"
          onClick={() => void navigate({ to: '/work/$ticket', params: { ticket: made } })}
        >
          {say('stranger.open-split')}
        </button>
      )}
      {held.state === 'spam' && (
        <button
          type="button"
          className="btn sm ghost"
          disabled={busy}
          onClick={() => void decide('waiting')}
          data-testid="held-back"
        >
          {say('stranger.back')}
        </button>
      )}
    </div>
  );
}

function useDecision(ticketId: string, noteId: string, from: string) {
  const [busy, setBusy] = useState(false);
  const decide = async (as: StrangerMailState): Promise<void> => {
    setBusy(true);
    try {
      const { number } = await api.decideHeldMail(ticketId, noteId, as);
      if (as === 'added') showToast({ text: sayNow('stranger.added', { from }) });
      if (as === 'split') showToast({ text: sayNow('stranger.split-done', { number }) });
      if (as === 'spam')
        showToast({
          text: sayNow('stranger.spam-done'),
          action: { label: sayNow('common.undo'), run: () => void decide('waiting') },
        });
    } catch (error) {
      showRefusal(asRefusal(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, decide };
}
