/** The narrow rail of places; only those that the person may enter. */
import { Link } from '@tanstack/react-router';
import {
  BookOpen,
  CircleHelp,
  Inbox,
  LayoutDashboard,
  ListTodo,
  MailSearch,
  Settings,
  Users,
} from 'lucide-react';
import type { MeView } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { Tip } from '../../ui/tip.js';
import { sectionsFor } from '../admin/sections.js';
import { runCommand } from '../keyboard/commands.js';
import { useTeamTasks } from '../tasks/use-tasks.js';
import { urgentCount } from '../work/grouping.js';

export function Rail({ me }: { me: MeView }) {
  const say = useSay();
  const count = useLive((state) => urgentCount(state, me.id));
  const total = useLive((state) => state.work.size);
  const teamTasks = useTeamTasks(me);
  const active = { className: 'on' };
  return (
    <nav className="rail" aria-label={say('nav.main')}>
      <Tip text={say('nav.work')} side="right">
        <Link
          to="/work"
          activeProps={active}
          aria-label={say('nav.work-count', { now: count, count: total })}
          data-testid="nav-work"
        >
          <Inbox className="ic" aria-hidden="true" />
          {count > 0 && <em className="num">{count}</em>}
        </Link>
      </Tip>
      <Tip text={say('nav.tasks')} side="right">
        <Link
          to="/tasks"
          activeProps={active}
          aria-label={say('nav.tasks-count', { count: teamTasks })}
          data-testid="nav-tasks"
        >
          <ListTodo className="ic" aria-hidden="true" />
          {teamTasks > 0 && <em className="num">{teamTasks}</em>}
        </Link>
      </Tip>
      <Tip text={say('nav.customers')} side="right">
        <Link
          to="/customers"
          activeProps={active}
          aria-label={say('nav.customers')}
          data-testid="nav-customers"
        >
          <Users className="ic" aria-hidden="true" />
        </Link>
      </Tip>
      <Tip text={say('nav.knowledge')} side="right">
        <Link
          to="/knowledge"
          activeProps={active}
          aria-label={say('nav.knowledge')}
          data-testid="nav-knowledge"
        >
          <BookOpen className="ic" aria-hidden="true" />
        </Link>
      </Tip>
      {me.role !== 'agent' && (
        <Tip text={say('nav.live')} side="right">
          <Link to="/live" activeProps={active} aria-label={say('nav.live')} data-testid="nav-live">
            <LayoutDashboard className="ic" aria-hidden="true" />
          </Link>
        </Tip>
      )}
      {me.role === 'admin' && (
        <Tip text={say('nav.mail')} side="right">
          <Link to="/mail" activeProps={active} aria-label={say('nav.mail')} data-testid="nav-mail">
            <MailSearch className="ic" aria-hidden="true" />
          </Link>
        </Tip>
      )}
      <span className="sp" />
      {sectionsFor(me).length > 0 && (
        <Tip text={say('nav.settings')} side="right">
          <Link
            to="/settings"
            activeProps={active}
            aria-label={say('nav.settings')}
            data-testid="nav-settings"
          >
            <Settings className="ic" aria-hidden="true" />
          </Link>
        </Tip>
      )}
      <Tip text={say('nav.help')} side="right" shortcut="sheet">
        <button
          type="button"
          aria-label={say('nav.help')}
          onClick={() => runCommand('sheet')}
          data-testid="nav-help"
        >
          <CircleHelp className="ic" aria-hidden="true" />
        </button>
      </Tip>
    </nav>
  );
}
