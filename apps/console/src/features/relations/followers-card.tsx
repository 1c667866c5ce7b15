/** Who follows a ticket, myself with one press, a colleague by choosing them. */
import { useEffect } from 'react';
import { Bell, BellOff, X } from 'lucide-react';
import type { MeView, Ticket } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { Avatar } from '../../ui/avatar.js';
import { useCommand } from '../keyboard/commands.js';
import { follow, unfollow } from './relation-commands.js';

export function FollowersCard({ ticket, me }: { ticket: Ticket; me: MeView }) {
  const say = useSay();
  const agents = useLive((state) => state.agents);
  const mine = ticket.followers.find(({ id }) => id === me.id);
  const others = [...agents.values()]
    .filter(
      ({ id }) => id !== me.id && id !== ticket.owner?.id && !ticket.followers.some((one) => one.id === id),
    )
    .sort((one, other) => one.name.localeCompare(other.name));
  const toggle = (): void => void (mine ? unfollow(ticket, me.id) : follow(ticket, me.id));
  useCommand('follow', toggle);
  useReading(ticket.id, ticket.seq, mine?.readSeq);
  return (
    <section className="card rel" data-testid="followers">
      <h3>
        {say('relations.followers')}
        <span className="num">{ticket.followers.length}</span>
      </h3>
      {ticket.followers.length > 0 && (
        <ul>
          {ticket.followers.map((one) => (
            <li className="rel-row" key={one.id}>
              <span className="rel-person">
                <Avatar id={one.id} name={one.name} photo={one.photo} size="s" />
                {one.id === me.id ? say('relations.you') : one.name}
              </span>
              {one.id !== me.id && (
                <button
                  type="button"
                  className="btn sm ghost icon"
                  aria-label={say('relations.remove-follower', { name: one.name })}
                  title={say('relations.remove-follower', { name: one.name })}
                  onClick={() => void unfollow(ticket, one.id)}
                >
                  <X className="ic" aria-hidden="true" />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <p className="rel-acts">
        <button
          type="button"
          className="btn sm"
          aria-pressed={mine !== undefined}
          onClick={toggle}
          data-testid="follow"
        >
          {mine ? <BellOff className="ic" aria-hidden="true" /> : <Bell className="ic" aria-hidden="true" />}
          {say(mine ? 'relations.unfollow' : 'relations.follow')}
        </button>
        {others.length > 0 && (
          <select
            className="rel-add"
            aria-label={say('relations.add-follower')}
            value=""
            onChange={(event) => event.target.value && void follow(ticket, event.target.value)}
            data-testid="add-follower"
          >
            <option value="">{say('relations.add-follower')}</option>
            {others.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </p>
    </section>
  );
}

/** What is on my screen is read; a page in the background is not looked at. */
function useReading(ticketId: string, seq: number, readSeq: number | undefined): void {
  useEffect(() => {
    if (readSeq === undefined || readSeq >= seq) return;
    const tell = (): void => {
      // Told again with the next entry: a moment offline leaves it unread, which is true enough.
      if (document.visibilityState === 'visible') api.read(ticketId, seq).catch(() => undefined);
    };
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [ticketId, seq, readSeq]);
}
