/** Merging: which ticket survives, what will happen, and a second word when it is another customer's. */
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { MergePreview, Ticket } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal, Refusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import { DialogHead } from '../../ui/dialog-head.js';
import { problemText } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { toldMerged } from './relation-commands.js';

interface Props {
  ticket: Ticket;
  into: string | null;
  onClose: () => void;
}

export function MergeDialog({ ticket, into, onClose }: Props) {
  const say = useSay();
  const navigate = useNavigate();
  const [typed, setTyped] = useState(into ?? '');
  const [onPurpose, setOnPurpose] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const number = /^\s*G-?0*(\d{1,9})\s*$/i.exec(typed) ? typed.trim() : null;
  const { data: history } = useQuery({
    queryKey: ['customer', ticket.customer.id, 'history'],
    queryFn: () => api.history(ticket.customer.id),
  });
  const preview = useQuery({
    queryKey: ['merge-preview', ticket.id, ticket.version, number],
    queryFn: () => api.mergePreview(ticket.id, number ?? ''),
    enabled: number !== null,
    retry: false,
  });
  const others = (history?.items ?? []).filter(({ id, status }) => id !== ticket.id && status !== 'closed');
  const asked = preview.data?.refusal === 'other-customer';
  const ready = preview.data && (preview.data.refusal === null || (asked && onPurpose)) && !busy;

  async function submit(): Promise<void> {
    if (!preview.data || !ready) return;
    setBusy(true);
    try {
      const survivor = await api.merge(ticket.id, preview.data.into.id, onPurpose);
      toldMerged(ticket, survivor);
      onClose();
      await navigate({ to: '/work/$ticket', params: { ticket: survivor.number } });
    } catch (error) {
      setRefusal(asRefusal(error));
      setBusy(false);
    }
  }

  return (
    <Dialog labelledBy="merge-title" className="dlg rel-dlg" testId="merge-dialog" onClose={onClose}>
      <DialogHead
        id="merge-title"
        title={say('relations.merge-title', { number: ticket.number })}
        lead={say('relations.merge-lead')}
        onClose={onClose}
      />
      <div className="rel-body">
        {others.length > 0 && (
          <fieldset className="rel-choices">
            <legend>{say('relations.merge-own')}</legend>
            {others.slice(0, 8).map((other) => (
              <label key={other.id}>
                <input
                  type="radio"
                  name="merge-into"
                  checked={number === other.number}
                  onChange={() => setTyped(other.number)}
                  data-testid={`merge-into-${other.number}`}
                />
                <span>
                  {other.subject}
                  <small className="num">
                    {other.number} · {say(`status.${other.status}`)}
                    {other.owner && ` · ${other.owner.name}`}
                  </small>
                </span>
              </label>
            ))}
          </fieldset>
        )}
        <label className="field">
          <span>{say('relations.merge-number')}</span>
          <input
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              setRefusal(null);
            }}
            placeholder="G-000123"
            autoFocus={into === null}
            data-testid="merge-number"
          />
        </label>
        <div aria-live="polite">
          {number !== null && preview.isPending && <Skeleton rows={2} />}
          {preview.error && <p className="fault">{problemText(asRefusal(preview.error))}</p>}
          {preview.data && <WhatHappens preview={preview.data} ticket={ticket} />}
        </div>
        {asked && (
          <label className="rel-check">
            <input
              type="checkbox"
              checked={onPurpose}
              onChange={(event) => setOnPurpose(event.target.checked)}
              data-testid="merge-on-purpose"
            />
            <span>{say('relations.merge-on-purpose')}</span>
          </label>
        )}
        {refusal && (
          <p className="fault" role="alert">
            {problemText(refusal)}
          </p>
        )}
      </div>
      <footer>
        <p>{say('relations.merge-foot')}</p>
        <button type="button" className="btn ghost" onClick={onClose}>
          {say('common.cancel')}
        </button>
        <button
          type="button"
          className="btn primary"
          disabled={!ready}
          onClick={() => void submit()}
          data-testid="merge-submit"
        >
          {say('relations.merge')}
        </button>
      </footer>
    </Dialog>
  );
}

function WhatHappens({ preview, ticket }: { preview: MergePreview; ticket: Ticket }) {
  const say = useSay();
  const { into, items, owner, withdrawsHandOver, refusal } = preview;
  if (refusal !== null && refusal !== 'other-customer')
    return <p className="fault">{problemText(new Refusal({ code: refusal }))}</p>;
  return (
    <ul className="rel-what" data-testid="merge-preview">
      <li>{say('relations.what-items', { count: items, number: into.number, subject: into.subject })}</li>
      <li>
        {owner
          ? say('relations.what-owner', { name: owner.name })
          : say('relations.what-no-owner', { number: into.number })}
      </li>
      <li>{say('relations.what-number', { number: ticket.number, into: into.number })}</li>
      {withdrawsHandOver && <li>{say('relations.what-hand-over')}</li>}
      {refusal === 'other-customer' && (
        <li className="warn">
          {into.customer.name
            ? say('relations.what-other', { name: into.customer.name })
            : say('relations.what-other-nameless')}
        </li>
      )}
    </ul>
  );
}
