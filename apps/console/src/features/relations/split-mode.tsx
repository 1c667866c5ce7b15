/** Choosing entries of a timeline for a ticket of their own: boxes beside them, and a bar with the new subject. */
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { Split } from 'lucide-react';
import type { Ticket, TimelineItem } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { createCell, useCell } from '../../rt/cell.js';
import { showRefusal } from '../../ui/failure.js';
import { toldSplit } from './relation-commands.js';

interface Choosing {
  ticketId: string;
  ids: ReadonlySet<string>;
}

const choosing = createCell<Choosing | null>(null);

export const beginSplit = (ticketId: string): void => choosing.set({ ticketId, ids: new Set() });
const endSplit = (): void => choosing.set(null);

function toggle(id: string): void {
  choosing.set((before) => {
    if (!before) return before;
    const ids = new Set(before.ids);
    if (!ids.delete(id)) ids.add(id);
    return { ...before, ids };
  });
}

/** Stands before an entry while entries of its ticket are chosen. */
export function SplitBox({ ticketId, item }: { ticketId: string; item: TimelineItem }) {
  const say = useSay();
  const active = useCell(choosing, (state) => state?.ticketId === ticketId);
  const chosen = useCell(choosing, (state) => state?.ids.has(item.id) ?? false);
  if (!active || item.kind === 'event') return null;
  const words = (item.replyText ?? item.text ?? item.author.name ?? '').slice(0, 60);
  return (
    <label className="split-box">
      <input
        type="checkbox"
        checked={chosen}
        onChange={() => toggle(item.id)}
        aria-label={say('relations.split-choose', { text: words })}
        data-testid="split-choose"
      />
    </label>
  );
}

export function SplitBar({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  const navigate = useNavigate();
  const state = useCell(choosing);
  const [subject, setSubject] = useState('');
  const [busy, setBusy] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  const active = state?.ticketId === ticket.id;
  useEffect(() => {
    if (active) title.current?.focus();
  }, [active]);
  // Left for another ticket, the choice is forgotten with its reason.
  useEffect(() => endSplit, [ticket.id]);
  if (!active) return null;
  const count = state.ids.size;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!state || count === 0 || subject.trim() === '' || busy) return;
    setBusy(true);
    try {
      const made = await api.split(ticket.id, subject.trim(), [...state.ids]);
      endSplit();
      toldSplit(made);
      await navigate({ to: '/work/$ticket', params: { ticket: made.number } });
    } catch (error) {
      showRefusal(asRefusal(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      className="wrapbar split-bar"
      aria-labelledby="split-title"
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => event.key === 'Escape' && endSplit()}
      data-testid="split-bar"
    >
      <Split className="ic" aria-hidden="true" />
      <span>
        <h2 id="split-title" tabIndex={-1} ref={title}>
          {say('relations.split-title', { count })}
        </h2>
        <small>{say('relations.split-text')}</small>
      </span>
      <input
        value={subject}
        onChange={(event) => setSubject(event.target.value)}
        placeholder={say('relations.split-subject')}
        aria-label={say('relations.split-subject')}
        maxLength={300}
        data-testid="split-subject"
      />
      <button
        type="submit"
        className="btn sm primary"
        disabled={busy || count === 0 || subject.trim() === ''}
        data-testid="split-submit"
      >
        {say('relations.split-do')}
      </button>
      <button type="button" className="btn sm" onClick={endSplit}>
        {say('common.cancel')}
      </button>
    </form>
  );
}
