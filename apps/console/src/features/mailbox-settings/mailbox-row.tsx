/** One mailbox in the list: how it does, since when, what it waits for, and what to do when it does not. */
import { KeyRound, RotateCw, Trash2 } from 'lucide-react';
import type { MailboxView, QueueSettingsView } from '@lib/contracts';
import { useSay, type Say } from '../../i18n.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import { feedsText } from './queue-field.js';

interface Props {
  mailbox: MailboxView;
  queues: readonly QueueSettingsView[];
  onOpen: () => void;
  onRetry: () => void;
  onPermission: (() => void) | null;
  onRemove: (() => void) | null;
}

export function MailboxRow({ mailbox, queues, onOpen, onRetry, onPermission, onRemove }: Props) {
  const say = useSay();
  const { address, name, health, receiving, login } = mailbox;
  const { fault } = health;
  const failing = health.state === 'backoff' || health.state === 'auth-failed';
  const watched = receiving !== null || mailbox.fromEnvironment;
  const needsPermission =
    login?.kind === 'oauth2' && (fault === 'reauthorise' || (!login.authorised && watched));
  return (
    <li
      className={`card mailbox-card ${failing ? 'failing' : ''}`}
      data-testid="mailbox-row"
      data-state={health.state}
    >
      <div>
        <button type="button" className="linkish" onClick={onOpen} data-testid="mailbox-open">
          {address}
        </button>
        <span className={`chip ${toneOf(mailbox)}`} data-testid="mailbox-state">
          {say(watched ? `mailboxes.state-${health.state}` : 'mailboxes.state-door')}
        </span>
        {name && <span className="muted"> {name}</span>}
        {queues.length > 0 && <p data-testid="mailbox-feeds">{feedsText(mailbox.queueId, queues, say)}</p>}
        <p className="muted num">{factsText(mailbox, say)}</p>
        {mailbox.fromEnvironment && <p className="muted">{say('mailboxes.from-environment')}</p>}
      </div>
      <div className="mailbox-acts">
        {needsPermission && onPermission && (
          <button
            type="button"
            className="btn sm primary"
            onClick={onPermission}
            data-testid="mailbox-permission"
          >
            <KeyRound className="ic" aria-hidden="true" />
            {say('mailboxes.give-permission')}
          </button>
        )}
        {failing && (
          <button type="button" className="btn sm" onClick={onRetry} data-testid="mailbox-retry">
            <RotateCw className="ic" aria-hidden="true" />
            {say('mailboxes.try-now')}
          </button>
        )}
        {onRemove && (
          <button
            type="button"
            className="btn ghost icon sm"
            aria-label={say('mailboxes.remove', { address })}
            title={say('mailboxes.remove', { address })}
            onClick={onRemove}
            data-testid="mailbox-remove"
          >
            <Trash2 className="ic" aria-hidden="true" />
          </button>
        )}
      </div>
      {failing && fault && (
        <div className="mailbox-fault" data-testid="mailbox-fault">
          <p>
            <b>{say(`mailboxes.fault-${fault}`)}</b> {say(`mailboxes.todo-${fault}`)}
          </p>
          {health.detail && (
            <p className="muted mailbox-detail">{say('mailboxes.detail', { words: health.detail })}</p>
          )}
        </div>
      )}
    </li>
  );
}

function toneOf({ health, receiving, fromEnvironment }: MailboxView): string {
  if (receiving === null && !fromEnvironment) return '';
  if (health.state === 'ok') return 'ok';
  return health.state === 'auth-failed' ? 'late' : health.state === 'backoff' ? 'warn' : '';
}

function factsText({ health, receiving, fromEnvironment }: MailboxView, say: Say): string {
  const now = serverNow();
  const { state, since, lastMailAt, toFetch, toRead, retryAt } = health;
  const watched = receiving !== null || fromEnvironment;
  return [
    watched ? say('mailboxes.since', { time: momentText(since, now) }) : say('mailboxes.door-text'),
    watched &&
      (lastMailAt
        ? say('mailboxes.last-mail', { time: momentText(lastMailAt, now) })
        : say('mailboxes.no-mail')),
    toFetch > 0 && say('mailboxes.to-fetch', { count: toFetch }),
    toRead > 0 && say('mailboxes.to-read', { count: toRead }),
    state !== 'ok' && retryAt && say('mailboxes.next-try', { time: momentText(retryAt, now) }),
  ]
    .filter(Boolean)
    .join(' · ');
}
