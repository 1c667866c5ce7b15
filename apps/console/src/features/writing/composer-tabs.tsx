/** The tabs over the field, one per way out, and who will read what is written there. */
import { Lock, Mail, MessageSquare } from 'lucide-react';
import type { Ticket } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';
import { liveChat } from '../ticket/channels.js';
import type { Tab } from './draft-store.js';

export const tabs: Record<Tab, { icon: typeof Lock; name: MessageId; hint: MessageId; send: MessageId }> = {
  chat: {
    icon: MessageSquare,
    name: 'channel.chat',
    hint: 'composer.placeholder-chat',
    send: 'composer.send-chat',
  },
  email: {
    icon: Mail,
    name: 'channel.email',
    hint: 'composer.placeholder-email',
    send: 'composer.send-email',
  },
  note: { icon: Lock, name: 'composer.note', hint: 'composer.placeholder-note', send: 'composer.send-note' },
};

interface Props {
  offered: Tab[];
  tab: Tab;
  onPick: (tab: Tab) => void;
  see: React.ReactNode;
}

export function ComposerTabs({ offered, tab, onPick, see }: Props) {
  const say = useSay();
  return (
    <div className="to">
      <div role="tablist" aria-label={say('composer.tabs')}>
        {offered.map((one, index) => {
          const Icon = tabs[one].icon;
          return (
            <button
              type="button"
              role="tab"
              key={one}
              aria-selected={one === tab}
              aria-controls="composer-panel"
              tabIndex={one === tab ? 0 : -1}
              className={one === 'note' ? 'note-tab' : ''}
              onClick={() => onPick(one)}
              onKeyDown={(event) => {
                const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
                const other = offered[(index + step + offered.length) % offered.length];
                if (step !== 0 && other) onPick(other);
              }}
              data-testid={`composer-tab-${one}`}
            >
              <Icon className="ic" aria-hidden="true" />
              {say(tabs[one].name)}
            </button>
          );
        })}
      </div>
      {see}
    </div>
  );
}

/** Who will read this, and when: said before a word is written. A mail says it in its own lines. */
export function Reader({ ticket, tab }: { ticket: Ticket; tab: Tab }) {
  const say = useSay();
  if (tab === 'note') return <span className="see">{say('composer.note-see')}</span>;
  if (tab === 'email') return null;
  if (!liveChat(ticket)) return <span className="see">{say('composer.chat-over')}</span>;
  const first = ticket.customer.name?.split(' ')[0];
  return (
    <span className="see">
      {first ? say('composer.chat-see', { name: first }) : say('composer.chat-see-nobody')}
    </span>
  );
}
