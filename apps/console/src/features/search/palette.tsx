/** One field for everything: what can be done here, where to go, which ticket, which customer. */
import { useState } from 'react';
import { Command } from 'cmdk';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ArrowRight, Search, Zap } from 'lucide-react';
import type { MeView, SearchHit } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { api } from '../../api/calls.js';
import { useSay } from '../../i18n.js';
import { useCell } from '../../rt/cell.js';
import { Dialog } from '../../ui/dialog.js';
import { Keys } from '../../ui/keys.js';
import { sectionsFor } from '../admin/sections.js';
import { customerName } from '../customer/customer-name.js';
import { offered, runCommand } from '../keyboard/commands.js';
import { shortcuts, type ShortcutId } from '../keyboard/shortcuts.js';
import { articleText, HitIcon, hitTitle } from './hit-row.js';
import { Marked } from './marked.js';
import { useDebounced } from './use-debounced.js';

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
  const found = useQuery({
    queryKey: ['palette', q],
    queryFn: ({ signal }) => api.search({ q, limit: 5 }, signal),
    enabled: q.length >= 2,
  });
  const matches = (label: string): boolean => label.toLowerCase().includes(text.trim().toLowerCase());
  const available = shortcuts.filter(
    (one) => commands.has(one.id) && !silent.has(one.id) && matches(say(one.label)),
  );
  const goTo = ({ id, ticket, article }: SearchHit): Promise<void> => {
    if (ticket) return navigate({ to: '/work/$ticket', params: { ticket: ticket.number } });
    return navigate({ to: article ? '/knowledge/$id' : '/customers/$id', params: { id } });
  };
  const close = (then: () => void): void => {
    onClose();
    requestAnimationFrame(then);
  };
  const groups = q.length < 2 ? [] : (found.data?.groups ?? []).filter(({ items }) => items.length > 0);

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
          {groups.map(({ kind, items }) => (
            <Command.Group key={kind} heading={say(`search.${kind}`)}>
              {items.map((hit) => (
                <Command.Item
                  key={hit.id}
                  value={`${kind}-${hit.id}`}
                  onSelect={() => close(() => void goTo(hit))}
                  data-testid={`palette-${kind}`}
                >
                  <HitIcon hit={hit} />
                  <span className="clip">{hitTitle(hit, say)}</span>
                  <small className="clip">
                    <HitSmall hit={hit} />
                  </small>
                </Command.Item>
              ))}
            </Command.Group>
          ))}
          {groups.length > 0 && (
            <Command.Item
              value="search-all"
              onSelect={() => close(() => void navigate({ to: '/search', search: { q } }))}
              data-testid="palette-all"
            >
              <Search className="ic" aria-hidden="true" />
              {say('search.see-all', { query: q })}
            </Command.Item>
          )}
          <Places me={me} matches={matches} onGo={(to) => close(() => void navigate({ to }))} />
          {group(
            'palette.actions',
            available.filter((one) => !onTicket.has(one.id)),
          )}
        </Command.List>
        {/* Beside the list, not in it: a list may only hold what can be chosen. */}
        <Command.Empty>
          {found.isFetching || q !== text.trim()
            ? say('palette.searching')
            : say('palette.none', { query: text.trim() })}
        </Command.Empty>
      </Command>
    </Dialog>
  );
}

function HitSmall({ hit }: { hit: SearchHit }) {
  const say = useSay();
  const { kind, ticket, customer, article, excerpt } = hit;
  if (ticket && customer && kind === 'ticket') return `${ticket.number} · ${customerName(customer, say)}`;
  return article ? articleText(article, say) : <Marked text={excerpt ?? []} />;
}

type Place = '/work' | '/views' | '/search' | '/customers' | '/knowledge' | '/live' | '/mail' | '/settings';

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
    { to: '/views', label: 'views.title' },
    { to: '/search', label: 'search.title' },
    { to: '/customers', label: 'nav.customers' },
    { to: '/knowledge', label: 'nav.knowledge' },
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
