/** Spam and trust as administrators set them: what each mailbox believes, and who is blocked or allowed. */
import { useQuery } from '@tanstack/react-query';
import type { MeView } from '@lib/contracts';
import { mailApi } from '../../api/mail-calls.js';
import { useSay } from '../../i18n.js';
import { SettingsForm } from '../time-settings/settings-form.js';
import { GuardForm } from './guard-form.js';
import { SenderRulesPart } from './sender-rules-part.js';
import './mail-guard.css';

export function MailGuardPage({ me }: { me: MeView }) {
  const say = useSay();
  const guards = useQuery({ queryKey: ['mail-guard'], queryFn: ({ signal }) => mailApi.guards(signal) });
  const mayChange = me.role === 'admin';
  return (
    <SettingsForm
      title="mail-guard.title"
      lead="mail-guard.lead"
      loading={guards.isPending}
      error={guards.error}
      onRetry={() => void guards.refetch()}
    >
      <SenderRulesPart mayChange={mayChange} />
      <h2 className="guard-head">{say('mail-guard.mailboxes')}</h2>
      <p className="muted">
        {say(guards.data?.scanner ? 'mail-guard.scanner-on' : 'mail-guard.scanner-off')}
      </p>
      <p className="muted" data-testid="virus-scanner">
        {say(guards.data?.virusScanner ? 'mail-guard.viruses-on' : 'mail-guard.viruses-off')}
      </p>
      {guards.data?.items.map((guard) => (
        <GuardForm
          key={`${guard.mailboxId}:${guard.version}`}
          guard={guard}
          mayChange={mayChange}
          onSaved={() => void guards.refetch()}
        />
      ))}
    </SettingsForm>
  );
}
