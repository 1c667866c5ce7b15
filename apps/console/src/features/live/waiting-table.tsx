/** Everybody who waits, longest first: who, since when, what happens next, and what a supervisor can do about it. */
import { useRef, useState } from 'react';
import { Link } from '@tanstack/react-router';
import { DropdownMenu } from 'radix-ui';
import { Ellipsis } from 'lucide-react';
import type { QueueLive, Ticket, WaitingItem } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { ChannelIcon } from '../../ui/channel-icon.js';
import { showRefusal } from '../../ui/failure.js';
import { useNow } from '../../ui/now.js';
import { waitText } from '../../ui/time-text.js';
import { reachable } from '../customer/customer-name.js';
import { HandoverDialog } from '../ticket/handover-dialog.js';
import { askable, askAct, moveAct, priorityAct, takeOverAct } from './acts.js';
import { LiveTable } from './live-table.js';
import { nextStepText } from './next-step.js';
import { ReasonDialog, type Act } from './reason-dialog.js';

export function WaitingTable({ queues, meId }: { queues: QueueLive[]; meId: string }) {
  const say = useSay();
  const [act, setAct] = useState<Act | null>(null);
  const [handing, setHanding] = useState<Ticket | null>(null);
  const rows = queues
    .flatMap((queue) => queue.items.map((item) => ({ queue, item })))
    .sort((a, b) => a.item.waitingSince.localeCompare(b.item.waitingSince));
  const more = queues.reduce((sum, queue) => sum + queue.waiting - queue.items.length, 0);
  const handOver = (item: WaitingItem): void => {
    api.ticket(item.ticketId).then(setHanding, (error: unknown) => showRefusal(asRefusal(error)));
  };
  if (rows.length === 0) return <p className="muted pad">{say('live.nobody-waits')}</p>;
  return (
    <LiveTable
      label="live.who-waits"
      heads={['live.who', 'live.queue', 'live.since', 'live.priority', 'live.owner', 'live.next']}
      testId="waiting-table"
      beneath={
        <>
          {more > 0 && <p className="muted pad">{say('live.more', { count: more })}</p>}
          {act && <ReasonDialog act={act} onClose={() => setAct(null)} />}
          {handing && <HandoverDialog ticket={handing} meId={meId} onClose={() => setHanding(null)} />}
        </>
      }
    >
      {rows.map(({ queue, item }) => (
        <WaitingRow
          key={item.interactionId}
          item={item}
          queue={queue}
          queues={queues}
          onAct={setAct}
          onHandOver={() => handOver(item)}
        />
      ))}
    </LiveTable>
  );
}

interface RowProps {
  item: WaitingItem;
  queue: QueueLive;
  queues: QueueLive[];
  onAct: (act: Act) => void;
  onHandOver: () => void;
}

function WaitingRow({ item, queue, queues, onAct, onHandOver }: RowProps) {
  const say = useSay();
  const now = useNow();
  const who = item.customer.name ?? reachable(item.from) ?? say('customer.unknown');
  return (
    <tr data-testid="waiting-row" data-number={item.ticketNumber}>
      <th scope="row">
        <span className="live-who">
          <ChannelIcon channel={item.channel} />
          <span className="sr">{say(`channel.${item.channel}`)}</span>
          <span>
            <Link to="/work/$ticket" params={{ ticket: item.ticketNumber }}>
              {who}
            </Link>
            {item.callback && <small data-testid="waiting-callback">{say('live.callback')}</small>}
            <small>{item.subject}</small>
          </span>
        </span>
      </th>
      <td>{queue.name}</td>
      <td className="num">
        <b>{waitText(now - Date.parse(item.waitingSince))}</b>
      </td>
      <td>{say(`priority.${item.priority}`)}</td>
      <td>{item.owner?.name ?? '–'}</td>
      <td className="num" data-testid="next-step" data-next={item.next.kind}>
        {nextStepText(item, now, say)}
      </td>
      <td>
        <RowMenu {...{ item, queue, queues, onAct, onHandOver }} who={who} />
      </td>
    </tr>
  );
}

function RowMenu({ item, queue, queues, onAct, onHandOver, who }: RowProps & { who: string }) {
  const say = useSay();
  const agents = useLive((state) => state.agents);
  const able = askable(agents.values(), item).filter(({ id }) => id !== item.offeredTo?.id);
  const picked = useRef<(() => void) | null>(null);
  const entry = (id: string, label: string, run: () => void, disabled = false) => (
    <DropdownMenu.Item
      className="menu-item"
      onSelect={() => (picked.current = run)}
      disabled={disabled}
      data-testid={`waiting-${id}`}
    >
      {label}
    </DropdownMenu.Item>
  );
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className="btn sm ghost icon"
        aria-label={say('live.actions-for', { who })}
        data-testid="waiting-menu"
      >
        <Ellipsis className="ic" aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Content
        className="menu"
        align="end"
        sideOffset={4}
        onCloseAutoFocus={() => {
          // Once the focus is back here, so that the dialog gives it back to the same place.
          picked.current?.();
          picked.current = null;
        }}
      >
        {entry(
          'ask',
          able.length > 0 ? say('live.ask') : say('live.ask-nobody'),
          () => onAct(askAct(item, able, say)),
          able.length === 0,
        )}
        {item.owner
          ? entry('hand-over', say('live.hand-over'), onHandOver)
          : queues.length > 1 &&
            entry('move', say('live.move'), () => onAct(moveAct(item, queue, queues, say)))}
        {entry('priority', say('live.change-priority'), () => onAct(priorityAct(item, say)))}
        <DropdownMenu.Separator className="menu-line" />
        {entry('take-over', say('live.take-over'), () => onAct(takeOverAct(item, say)))}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}
