/** One field for everything: what can be done here, where to go, which ticket, which customer. */
import { useEffect, useState } from 'react';
import { Command } from 'cmdk';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ArrowRight, Search, User, Zap } from 'lucide-react';
import type { MeView } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { api } from '../../api/calls.js';
import { useSay } from '../../i18n.js';
import { useCell } from '../../rt/cell.js';
import { ChannelIcon } from '../../ui/channel-icon.js';
import { Dialog } from '../../ui/dialog.js';
import { Keys } from '../../ui/keys.js';
import { sectionsFor } from '../admin/sections.js';
import { customerName } from '../customer/customer-name.js';
import { offered, runCommand } from '../keyboard/commands.js';
import { shortcuts, type ShortcutId } from '../keyboard/shortcuts.js';

const silent: ReadonlySet<ShortcutId> = new Set(['palette', 'search', 'send']);
const onTicket: ReadonlySet<ShortcutId> = new Set([
  'reply',
  'note',
  'macro',
  'take',
  'hand-over',
  'resolve',
  'customer',
]);

interface Props {
  me: MeView;
  onClose: () => void;
}

export default function Palette({ me, onClose }: Props) {
  const say = useSay();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const q = useDebounced(text.trim(), 180);
  const commands = useCell(offered);
  const tickets = useQuery({
    queryKey: ['palette', 'tickets', q],
    queryFn: ({ signal }) => api.tickets({ q, limit: 6 }, signal),
    enabled: q.length >= 2,
  });
  const customers = useQuery({
    queryKey: ['palette', 'customers', q],
    queryFn: ({ signal }) => api.customers(q, signal),
    enabled: q.length >= 2,
  });
  const matches = (label: string): boolean => label.toLowerCase().includes(text.trim().toLowerCase());
  const available = shortcuts.filter(
    (one) => commands.has(one.id) && !silent.has(one.id) && matches(say(one.label)),
  );
  const close = (then: () => void): void => {
    onClose();
    requestAnimationFrame(then);
  };
  const searching = tickets.isFetching || customers.isFetching;

  const group = (title: MessageId, list: typeof available) =>
    list.length > 0 && (
      <Command.Group heading={say(title)}>
        {list.map((one) => (
          <Command.Item
            key={one.id}
            value={`command-${one.id}`}
            onSelect={() => close(() => runCommand(one.id))}
          >
            <Zap className="ic" aria-hidden="true" />
            {say(one.label)}
            <span className="k">
              <Keys of={one.id} />
            </span>
          </Command.Item>
        ))}
      </Command.Group>
    );

  return (
    <Dialog labelledBy="palette-title" className="pal" testId="palette" onClose={onClose}>
      <h2 id="palette-title" className="sr">
        {say('palette.title')}
      </h2>
      <Command shouldFilter={false} label={say('palette.title')}>
        <div className="q">
          <Search className="ic" aria-hidden="true" />
          <Command.Input
            value={text}
            onValueChange={setText}
            placeholder={say('palette.placeholder')}
            autoFocus
            data-testid="palette-input"
          />
        </div>
        <Command.List label={say('palette.title')}>
          {group(
            'palette.here',
            available.filter((one) => onTicket.has(one.id)),
          )}
          {tickets.data && tickets.data.items.length > 0 && (
            <Command.Group heading={say('palette.tickets')}>
              {tickets.data.items.map((ticket) => (
                <Command.Item
                  key={ticket.id}
                  value={`ticket-${ticket.id}`}
                  onSelect={() =>
                    close(() => void navigate({ to: '/work/$ticket', params: { ticket: ticket.number } }))
                  }
                >
                  <ChannelIcon channel={ticket.channels[0] ?? 'email'} />
                  <span className="clip">{ticket.subject}</span>
                  <small>
                    {ticket.number} · {customerName(ticket.customer, say)}
                  </small>
                </Command.Item>
              ))}
            </Command.Group>
          )}
          {customers.data && customers.data.items.length > 0 && (
            <Command.Group heading={say('palette.customers')}>
              {customers.data.items.slice(0, 6).map((customer) => (
                <Command.Item
                  key={customer.id}
                  value={`customer-${customer.id}`}
                  onSelect={() =>
                    close(() => void navigate({ to: '/customers/$id', params: { id: customer.id } }))
                  }
                >
                  <User className="ic" aria-hidden="true" />
                  <span className="clip">{customerName(customer, say)}</span>
                  <small>{customer.identities.find((identity) => identity.kind !== 'visitor')?.value}</small>
                </Command.Item>
              ))}
            </Command.Group>
          )}
          <Places me={me} matches={matches} onGo={(to) => close(() => void navigate({ to }))} />
          {group(
            'palette.actions',
            available.filter((one) => !onTicket.has(one.id)),
          )}
        </Command.List>
        {/* Beside the list, not in it: a list may only hold what can be chosen. */}
        <Command.Empty>
          {searching || q !== text.trim()
            ? say('palette.searching')
            : say('palette.none', { query: text.trim() })}
        </Command.Empty>
      </Command>
    </Dialog>
  );
}

type Place = '/work' | '/customers' | '/live' | '/mail' | '/settings';

function Places({
  me,
  matches,
  onGo,
}: {
  me: MeView;
  matches: (label: string) => boolean;
  onGo: (to: Place) => void;
}) {
  const say = useSay();
  const places: { to: Place; label: MessageId }[] = [
    { to: '/work', label: 'nav.work' },
    { to: '/customers', label: 'nav.customers' },
  ];
  if (me.role !== 'agent') places.push({ to: '/live', label: 'nav.live' });
  if (me.role === 'admin') places.push({ to: '/mail', label: 'nav.mail' });
  if (sectionsFor(me).length > 0) places.push({ to: '/settings', label: 'nav.settings' });
  const shown = places.filter((place) => matches(say(place.label)));
  if (shown.length === 0) return null;
  return (
    <Command.Group heading={say('palette.go')}>
      {shown.map((place) => (
        <Command.Item key={place.to} value={`go-${place.to}`} onSelect={() => onGo(place.to)}>
          <ArrowRight className="ic" aria-hidden="true" />
          {say(place.label)}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function useDebounced(value: string, ms: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
