/** Where administrators set how the house works: a list of sections, and the one that is open. */
import { Link } from '@tanstack/react-router';
import type { MeView } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { ForbiddenPage, NotFoundPage } from '../shell/dead-end.js';
import { isSection, sectionsFor } from './sections.js';

export function SettingsPage({ me, section }: { me: MeView; section: string | undefined }) {
  const say = useSay();
  const sections = sectionsFor(me);
  const open = section ? sections.find((one) => one.id === section) : sections[0];
  if (section && !isSection(section)) return <NotFoundPage />;
  if (!open) return <ForbiddenPage title="settings.forbidden-title" text="live.forbidden-text" />;
  return (
    <main className="page settings" id="content" data-testid="settings-page">
      <nav className="settings-nav" aria-label={say('nav.settings')}>
        {sections.map((one) => (
          <Link
            key={one.id}
            to="/settings/$section"
            params={{ section: one.id }}
            className={one === open ? 'on' : ''}
            aria-current={one === open ? 'page' : undefined}
            data-testid={`settings-${one.id}`}
          >
            {say(one.title)}
          </Link>
        ))}
      </nav>
      <div className="settings-body" key={open.id}>
        <open.Page me={me} />
      </div>
    </main>
  );
}
