/** In the head of a ticket: until when the customer hears from us. */
import { Clock } from 'lucide-react';
import type { Ticket } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import { standingOf } from './promise-time.js';

const looks = { 'on-time': '', soon: 'warn', late: 'late' } as const;

export function PromiseChip({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  const now = useNow();
  const { promise } = ticket;
  if (!promise) return null;
  const standing = standingOf({ from: promise.madeAt, due: promise.dueAt, warn: null }, now);
  return (
    <span
      className={`chip ${looks[standing]}`}
      title={promise.text}
      data-testid="promise-chip"
      data-standing={standing}
    >
      <Clock className="ic" aria-hidden="true" />
      {say(standing === 'late' ? 'promise.chip-late' : 'promise.chip', {
        time: momentText(promise.dueAt, now),
      })}
    </span>
  );
}
