/** One signing key: the record to publish, whether it was found, and the switch. */
import { useEffect, useRef, useState } from 'react';
import { Copy, Trash2 } from 'lucide-react';
import type { SendingKey } from '@lib/contracts';
import { domainApi } from '../../api/domain-calls.js';
import { useSay } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import { showToast } from '../../ui/toast.js';
import type { Act } from './act.js';

const UNDO_MS = 10_000;

interface Props {
  sendingKey: SendingKey;
  readOnly: boolean;
  act: Act;
}

export function DomainKey({ sendingKey: key, readOnly, act }: Props) {
  const say = useSay();
  const [removing, setRemoving] = useState(false);
  const found = key.finding === 'right';
  const switchOn = (): Promise<boolean> =>
    act(async () => {
      const now = await domainApi.switchOn(key.id, !found);
      showToast(
        {
          text: say('domains.switched-on'),
          action: { label: say('common.undo'), run: () => void act(() => domainApi.switchOff(key.id)) },
        },
        UNDO_MS,
      );
      return now;
    });
  return (
    <li data-testid="sending-key" data-state={key.state} data-finding={key.finding ?? undefined}>
      <p>
        <b>{key.selector}</b> <span className="chip">{say(`domains.key-${key.state}`)}</span>{' '}
        <span className={found ? '' : 'muted'} data-testid="key-finding">
          {say(key.usable ? `domains.key-found-${key.finding ?? 'not-yet'}` : 'domains.key-unusable')}
        </span>
      </p>
      {key.state === 'retired' && <p className="muted">{say('domains.retired-lead')}</p>}
      {key.state === 'signing' && key.anyway && !found && (
        <p className="warn">{say('domains.anyway-lead')}</p>
      )}
      <Copied label={say('domains.record-name')} text={key.recordName} />
      <Copied label={say('domains.record')} text={key.record} />
      {!readOnly && (
        <div className="acts">
          {key.state === 'signing' ? (
            <button
              type="button"
              className="btn sm"
              onClick={() => void act(() => domainApi.switchOff(key.id))}
              data-testid="key-off"
            >
              {say('domains.switch-off')}
            </button>
          ) : (
            <>
              {key.usable && (
                <button
                  type="button"
                  className={`btn sm ${found && key.state === 'waiting' ? 'primary' : ''}`}
                  onClick={() => void switchOn()}
                  data-testid="key-on"
                >
                  {say(found ? 'domains.switch-on' : 'domains.sign-anyway')}
                </button>
              )}
              <button
                type="button"
                className="btn sm ghost icon"
                aria-label={say('domains.remove', { name: key.selector })}
                title={say('domains.remove', { name: key.selector })}
                onClick={() => setRemoving(true)}
                data-testid="key-remove"
              >
                <Trash2 className="ic" aria-hidden="true" />
              </button>
            </>
          )}
        </div>
      )}
      {removing && (
        <RemoveDialog
          name={key.selector}
          onStay={() => setRemoving(false)}
          onRemove={() => {
            setRemoving(false);
            void act(() => domainApi.remove(key.id));
          }}
        />
      )}
    </li>
  );
}

function Copied({ label, text }: { label: string; text: string }) {
  const say = useSay();
  const copy = (): void =>
    void navigator.clipboard
      .writeText(text)
      .then(() => showToast({ text: say('domains.copied', { what: label }) }));
  return (
    <div className="dns-part">
      <span>{label}</span>
      <code>{text}</code>
      <button
        type="button"
        className="btn sm ghost icon"
        aria-label={say('domains.copy', { what: label })}
        title={say('domains.copy', { what: label })}
        onClick={copy}
      >
        <Copy className="ic" aria-hidden="true" />
      </button>
    </div>
  );
}

/** There is no way back from it: the private half is kept nowhere else. */
function RemoveDialog({
  name,
  onStay,
  onRemove,
}: {
  name: string;
  onStay: () => void;
  onRemove: () => void;
}) {
  const say = useSay();
  const stay = useRef<HTMLButtonElement>(null);
  useEffect(() => stay.current?.focus(), []);
  return (
    <Dialog labelledBy="key-remove-title" className="dlg leave" testId="key-remove-dialog" onClose={onStay}>
      <header>
        <div>
          <h2 id="key-remove-title">{say('domains.remove', { name })}</h2>
          <p>{say('domains.remove-text')}</p>
        </div>
      </header>
      <footer>
        <button type="button" className="btn ghost" onClick={onRemove} data-testid="key-remove-sure">
          {say('domains.remove-sure')}
        </button>
        <button type="button" ref={stay} className="btn primary" onClick={onStay}>
          {say('common.cancel')}
        </button>
      </footer>
    </Dialog>
  );
}
