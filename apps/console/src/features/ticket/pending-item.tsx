/** A message on its way, or one that did not get through: then with the ways on from there. */
import { AlertTriangle, Lock } from 'lucide-react';
import { useSay } from '../../i18n.js';
import { problemText } from '../../ui/failure.js';
import { discardSend, submit, trySendAgain, type Send } from './sends.js';

interface Props {
  send: Send;
  canEmail: boolean;
  /** The newest entry that is shown above it. */
  seenSeq: number;
}

export function PendingItem({ send, canEmail, seenSeq }: Props) {
  const say = useSay();
  const failed = send.state === 'failed';
  const kind = send.tab === 'note' ? 'm note' : send.tab === 'email' ? 'm mail sent' : 'm mine';
  const byEmail = (): void => {
    discardSend(send.key);
    void submit({ ...send, tab: 'email' });
  };
  const comesBack = send.refusal?.code === 'address-undeliverable';
  const anyway = (): void => {
    discardSend(send.key);
    void submit({ ...send, anyway: true });
  };
  return (
    <article className={`${kind} pending`} data-testid="pending" data-state={send.state}>
      <div>
        <p className="hd">
          {send.tab === 'note' && (
            <span className="tag">
              <Lock className="ic" aria-hidden="true" />
              {say('timeline.note-tag')}
            </span>
          )}
          <b>{say('timeline.you')}</b>
          {!failed && <span>· {say('delivery.sending')}</span>}
        </p>
        <div className="bd">
          <p className="text">{send.text}</p>
        </div>
        {failed && (
          <p className="fr" role="alert">
            <AlertTriangle className="ic" aria-hidden="true" />
            <span>
              {say('delivery.offline')}
              {send.refusal && ` · ${problemText(send.refusal)}`}
            </span>
            {send.tab === 'chat' && canEmail && (
              <button type="button" className="btn sm" onClick={byEmail}>
                {say('delivery.by-email')}
              </button>
            )}
            <button type="button" className="btn sm" onClick={() => discardSend(send.key)}>
              {say('delivery.discard')}
            </button>
            <button
              type="button"
              className="btn sm"
              onClick={comesBack ? anyway : () => void trySendAgain(send, seenSeq)}
              data-testid="send-retry"
            >
              {say(comesBack ? 'delivery.anyway' : 'delivery.retry')}
            </button>
          </p>
        )}
      </div>
    </article>
  );
}
