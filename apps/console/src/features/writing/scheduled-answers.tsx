/** Over the field: answers that leave later, and those held back because the customer has written meanwhile. */
import { useQuery } from '@tanstack/react-query';
import { CalendarClock, Clock, TriangleAlert } from 'lucide-react';
import type { ScheduledAnswer, Ticket } from '@lib/contracts';
import { writingApi } from '../../api/writing-calls.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { useNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';

interface Props {
  ticket: Ticket;
  meId: string;
  onTake: (answer: ScheduledAnswer) => void;
}

export function ScheduledAnswers({ ticket, meId, onTake }: Props) {
  const say = useSay();
  // Pushed: whatever becomes of one is another version of its ticket.
  const { data, refetch } = useQuery({
    queryKey: ['scheduled-answers', ticket.id, ticket.version],
    queryFn: ({ signal }) => writingApi.scheduled(ticket.id, signal),
    placeholderData: (before) => before,
  });
  const items = data?.items ?? [];
  if (items.length === 0) return null;
  const act = async (call: () => Promise<unknown>, then?: () => void): Promise<void> => {
    if (await attempt(call)) then?.();
    void refetch();
  };
  return (
    <ul className="later" aria-label={say('later.list')} data-testid="scheduled-answers">
      {items.map((one) => (
        <li key={one.id} data-testid="scheduled-answer" data-state={one.state}>
          <Standing answer={one} />
          <q className="clip">{one.message.text}</q>
          {one.message.promise && <Promised dueAt={one.message.promise.dueAt} />}
          {one.agent.id === meId && (
            <>
              <button
                type="button"
                className="btn sm"
                onClick={() =>
                  void act(
                    () => writingApi.unschedule(ticket.id, one.id),
                    () => onTake(one),
                  )
                }
                data-testid="later-take"
              >
                {say('later.take')}
              </button>
              <button
                type="button"
                className="btn sm"
                onClick={() => void act(() => writingApi.sendScheduled(ticket.id, one.id))}
                data-testid="later-now"
              >
                {say('later.now')}
              </button>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function Promised({ dueAt }: { dueAt: string }) {
  const say = useSay();
  const now = useNow();
  return (
    <span className="chip" data-testid="later-promise">
      <Clock className="ic" aria-hidden="true" />
      {say('promise.with', { time: momentText(dueAt, now) })}
    </span>
  );
}

function Standing({ answer }: { answer: ScheduledAnswer }) {
  const say = useSay();
  const now = useNow();
  const name = answer.agent.name;
  if (answer.state === 'waiting')
    return (
      <span>
        <CalendarClock className="ic" aria-hidden="true" />
        {say('later.waiting', { name, time: momentText(answer.at, now) })}
      </span>
    );
  return (
    <span className="warn" role="status">
      <TriangleAlert className="ic" aria-hidden="true" />
      {say(answer.state === 'asking' ? 'later.asking' : 'later.refused', { name })}
    </span>
  );
}
