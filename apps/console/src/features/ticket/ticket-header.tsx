/** The head of a ticket: what it is about, whose it is since when, how it stands, and the few things to do with it. */
import { useState } from 'react';
import { DropdownMenu } from 'radix-ui';
import { ArrowLeftRight, CircleCheck, Ellipsis, Hand, PanelRight, RotateCcw } from 'lucide-react';
import type { MeView, Ticket } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { Avatar } from '../../ui/avatar.js';
import { serverNow } from '../../ui/now.js';
import { Tip } from '../../ui/tip.js';
import { awaitedText, momentText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';
import { useCommand } from '../keyboard/commands.js';
import { EscalateDialog } from '../escalation/escalate-dialog.js';
import { NameStandInDialog } from '../stand-in/name-stand-in-dialog.js';
import { PromiseChip } from '../promise/promise-chip.js';
import { ResolveDialog } from '../record/resolve-dialog.js';
import { beginSplit } from '../relations/split-mode.js';
import { CallCustomer } from '../voice/call-customer.js';
import { HandoverDialog } from './handover-dialog.js';
import { endInteraction, resolveTicket, setStatus, takeTicket, withdrawStandIn } from './ticket-commands.js';

interface Props {
  ticket: Ticket;
  me: MeView;
  onShowCustomer: () => void;
}

export function TicketHeader({ ticket, me, onShowCustomer }: Props) {
  const meId = me.id;
  const say = useSay();
  const [handing, setHanding] = useState(false);
  const [naming, setNaming] = useState(false);
  const [asking, setAsking] = useState(false);
  const [escalating, setEscalating] = useState(false);
  const resolve = (): void => void resolveTicket(ticket, () => setAsking(true));
  const settled = ticket.status === 'resolved' || ticket.status === 'closed';
  const mine = ticket.owner?.id === meId;
  const canTake = ticket.owner === null && !settled;
  const canHandOver = !settled && !ticket.handOver && (mine || me.role !== 'agent');
  useCommand('take', () => void takeTicket(ticket), canTake);
  useCommand('hand-over', () => setHanding(true), canHandOver);
  useCommand('escalate', () => setEscalating(true), canHandOver);
  useCommand('resolve', resolve, !settled);
  return (
    <header className="ch">
      <h1 title={ticket.subject} data-testid="ticket-subject">
        {ticket.subject}
      </h1>
      <div className="acts">
        {canTake && (
          <Tip text={say('ticket.take')} shortcut="take">
            <button
              type="button"
              className="btn sm primary"
              onClick={() => void takeTicket(ticket)}
              data-testid="take"
            >
              <Hand className="ic" aria-hidden="true" />
              {say('ticket.take')}
            </button>
          </Tip>
        )}
        <CallCustomer ticket={ticket} me={me} />
        {canHandOver && (
          <Tip text={say('keys.hand-over')} shortcut="hand-over">
            <button type="button" className="btn sm" onClick={() => setHanding(true)} data-testid="hand-over">
              <ArrowLeftRight className="ic" aria-hidden="true" />
              {say('ticket.hand-over')}
            </button>
          </Tip>
        )}
        {!settled && (
          <Tip text={say('ticket.resolve')} shortcut="resolve">
            <button type="button" className="btn sm" onClick={resolve} data-testid="resolve">
              <CircleCheck className="ic" aria-hidden="true" />
              {say('ticket.resolve')}
            </button>
          </Tip>
        )}
        {ticket.status === 'resolved' && (
          <button
            type="button"
            className="btn sm"
            onClick={() => void setStatus(ticket, 'open')}
            data-testid="reopen"
          >
            <RotateCcw className="ic" aria-hidden="true" />
            {say('ticket.reopen')}
          </button>
        )}
        <MoreMenu
          ticket={ticket}
          onEscalate={canHandOver ? () => setEscalating(true) : null}
          onNameStandIn={
            !settled && ticket.owner && (mine || me.role !== 'agent') ? () => setNaming(true) : null
          }
        />
        <button
          type="button"
          className="btn sm ghost icon show-customer"
          aria-label={say('ticket.customer-panel')}
          onClick={onShowCustomer}
          data-testid="show-customer"
        >
          <PanelRight className="ic" aria-hidden="true" />
        </button>
      </div>
      <Meta ticket={ticket} meId={meId} />
      {naming && <NameStandInDialog ticket={ticket} onClose={() => setNaming(false)} />}
      {escalating && <EscalateDialog ticket={ticket} onClose={() => setEscalating(false)} />}
      {asking && <ResolveDialog ticket={ticket} onClose={() => setAsking(false)} />}
      {handing && <HandoverDialog ticket={ticket} meId={meId} onClose={() => setHanding(false)} />}
    </header>
  );
}

function Meta({ ticket, meId }: { ticket: Ticket; meId: string }) {
  const say = useSay();
  const { owner, ownerSince, standIn } = ticket;
  const since = ownerSince && momentText(ownerSince, serverNow());
  const ownerText = !owner
    ? ticket.queue
      ? say('ticket.no-owner-queue', { queue: ticket.queue.name })
      : say('ticket.no-owner')
    : owner.id === meId
      ? since
        ? say('ticket.you-since', { time: since })
        : say('ticket.owner-you')
      : since
        ? say('ticket.owner-since', { name: owner.name, time: since })
        : owner.name;
  return (
    <div className="meta num">
      <span data-testid="ticket-number">{ticket.number}</span>
      <span className="dot" />
      <span className="own" data-testid="ticket-owner" data-owner={owner?.id ?? ''}>
        {owner && <Avatar id={owner.id} name={owner.name} photo={owner.photo} size="s" />}
        {ownerText}
      </span>
      {standIn && (
        <>
          <span className="dot" />
          <span className="own" data-testid="ticket-stand-in" data-stand-in={standIn.id}>
            <Avatar id={standIn.id} name={standIn.name} photo={standIn.photo} size="s" />
            {standIn.until
              ? say('ticket.stand-in-until', {
                  name: standIn.name,
                  time: awaitedText(standIn.until, serverNow()),
                })
              : say('ticket.stand-in', { name: standIn.name })}
          </span>
        </>
      )}
      <span className="dot" />
      <span className="chip" data-testid="ticket-status" data-status={ticket.status}>
        {say(`status.${ticket.status}`)}
      </span>
      {(ticket.priority === 'high' || ticket.priority === 'urgent') && (
        <span className={`chip ${ticket.priority === 'urgent' ? 'late' : 'warn'}`}>
          {say(`priority.${ticket.priority}`)}
        </span>
      )}
      <PromiseChip ticket={ticket} />
      {ticket.handOverCount > 0 && (
        <>
          <span className="dot" />
          <span>{say('ticket.handed-over', { count: ticket.handOverCount })}</span>
        </>
      )}
    </div>
  );
}

interface MenuProps {
  ticket: Ticket;
  onEscalate: (() => void) | null;
  onNameStandIn: (() => void) | null;
}

function MoreMenu({ ticket, onEscalate, onNameStandIn }: MenuProps) {
  const say = useSay();
  const chat = ticket.live.find(
    (one) => one.channel === 'chat' && (one.state === 'connected' || one.state === 'held'),
  );
  const open = ticket.status !== 'resolved' && ticket.status !== 'closed';
  const copy = (): void => {
    void navigator.clipboard
      .writeText(ticket.number)
      .then(() => showToast({ text: say('ticket.copied', { number: ticket.number }) }));
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className="btn sm ghost icon"
        aria-label={say('ticket.more')}
        data-testid="ticket-more"
      >
        <Ellipsis className="ic" aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
        {chat && (
          <DropdownMenu.Item
            className="menu-item"
            onSelect={() => void endInteraction(chat.id)}
            data-testid="end-chat"
          >
            {say('ticket.end-chat')}
          </DropdownMenu.Item>
        )}
        {open && ticket.status !== 'pending' && (
          <DropdownMenu.Item
            className="menu-item"
            onSelect={() => void setStatus(ticket, 'pending')}
            data-testid="set-pending"
          >
            {say('ticket.set-pending')}
          </DropdownMenu.Item>
        )}
        {open && ticket.status !== 'on-hold' && (
          <DropdownMenu.Item
            className="menu-item"
            onSelect={() => void setStatus(ticket, 'on-hold')}
            data-testid="set-on-hold"
          >
            {say('ticket.set-on-hold')}
          </DropdownMenu.Item>
        )}
        {(ticket.status === 'pending' || ticket.status === 'on-hold') && (
          <DropdownMenu.Item
            className="menu-item"
            onSelect={() => void setStatus(ticket, 'open')}
            data-testid="set-open"
          >
            {say('ticket.set-open')}
          </DropdownMenu.Item>
        )}
        {onEscalate && (
          <DropdownMenu.Item className="menu-item" onSelect={onEscalate} data-testid="escalate-open">
            {say('escalate.open')}
          </DropdownMenu.Item>
        )}
        {onNameStandIn && (
          <DropdownMenu.Item className="menu-item" onSelect={onNameStandIn} data-testid="name-stand-in">
            {say('standin.name-menu')}
          </DropdownMenu.Item>
        )}
        {onNameStandIn && ticket.standIn?.why === 'named' && (
          <DropdownMenu.Item
            className="menu-item"
            onSelect={() => void withdrawStandIn(ticket)}
            data-testid="withdraw-stand-in"
          >
            {say('standin.withdraw')}
          </DropdownMenu.Item>
        )}
        {ticket.status !== 'closed' && (
          <DropdownMenu.Item
            className="menu-item"
            onSelect={() => beginSplit(ticket.id)}
            data-testid="split-open"
          >
            {say('relations.split-open')}
          </DropdownMenu.Item>
        )}
        <DropdownMenu.Item className="menu-item" onSelect={copy}>
          {say('ticket.copy-number')}
        </DropdownMenu.Item>
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}
