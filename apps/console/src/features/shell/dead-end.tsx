/** Pages that are not for showing: unknown address, missing right, a fault of ours. Each has a way on. */
import { Link } from '@tanstack/react-router';
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';
import { EmptyState } from '../../ui/empty-state.js';

export function NotFoundPage() {
  const say = useSay();
  return (
    <main className="page" id="content" data-testid="not-found">
      <EmptyState page title={say('notfound.title')} text={say('notfound.text')}>
        <Link className="btn" to="/work">
          {say('notfound.action')}
        </Link>
      </EmptyState>
    </main>
  );
}

export function ForbiddenPage({ title, text }: { title: MessageId; text: MessageId }) {
  const say = useSay();
  return (
    <main className="page" id="content" data-testid="forbidden">
      <EmptyState page title={say(title)} text={say(text)}>
        <Link className="btn" to="/work">
          {say('notfound.action')}
        </Link>
      </EmptyState>
    </main>
  );
}

export function BrokenPage() {
  const say = useSay();
  return (
    <main className="page" id="content" role="alert">
      <EmptyState page title={say('error.page')} text={say('error.safe')}>
        <button type="button" className="btn" onClick={() => location.reload()}>
          {say('error.reload')}
        </button>
      </EmptyState>
    </main>
  );
}
