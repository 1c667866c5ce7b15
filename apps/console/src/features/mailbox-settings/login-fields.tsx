/** How one logs in: a password, or the permission of a provider on its own page. Secrets are written here and never shown. */
import { OAuthGrant, OAuthIssuer, type MailboxView } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { Labelled } from '../time-settings/settings-form.js';
import type { MailboxDraft } from './mailbox-draft.js';

interface Props {
  draft: MailboxDraft;
  kept: MailboxView['login'];
  returnUrl: string;
  onChange: (part: Partial<MailboxDraft>) => void;
}

export function LoginFields({ draft, kept, returnUrl, onChange }: Props) {
  const say = useSay();
  const hasPassword = kept?.kind === 'password' && kept.hasPassword;
  return (
    <>
      <fieldset className="choice">
        <legend className="sr">{say('mailboxes.login')}</legend>
        <div className="seg">
          {(['password', 'oauth2'] as const).map((kind) => (
            <label key={kind} className={draft.loginKind === kind ? 'on' : ''}>
              <input
                type="radio"
                name="mailbox-login"
                className="sr"
                checked={draft.loginKind === kind}
                onChange={() => onChange({ loginKind: kind })}
                data-testid={`mailbox-login-${kind}`}
              />
              {say(`mailboxes.login-${kind}`)}
            </label>
          ))}
        </div>
      </fieldset>
      <Labelled label={say('mailboxes.user')}>
        <input
          value={draft.user}
          maxLength={320}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange({ user: event.target.value })}
          data-testid="mailbox-user"
        />
      </Labelled>
      {draft.loginKind === 'password' ? (
        <>
          <Secret
            label={say('mailboxes.password')}
            value={draft.password}
            kept={hasPassword}
            onChange={(password) => onChange({ password })}
            testId="mailbox-password"
          />
          <p className="muted">{say('mailboxes.password-lead')}</p>
        </>
      ) : (
        <OAuthFields {...{ draft, kept, returnUrl, onChange }} />
      )}
    </>
  );
}

function OAuthFields({ draft, kept, returnUrl, onChange }: Props) {
  const say = useSay();
  const own = draft.issuer === 'custom';
  const byApp = draft.issuer !== 'google' && draft.grant === 'app';
  const text = (field: 'tenant' | 'clientId' | 'authorizeUrl' | 'tokenUrl' | 'scope') => (
    <Labelled label={say(`mailboxes.${field}`)} key={field}>
      <input
        value={draft[field]}
        maxLength={500}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange({ [field]: event.target.value })}
        data-testid={`mailbox-${field}`}
      />
    </Labelled>
  );
  return (
    <>
      <Labelled label={say('mailboxes.issuer')}>
        <select
          value={draft.issuer}
          onChange={(event) => onChange({ issuer: OAuthIssuer.parse(event.target.value) })}
          data-testid="mailbox-issuer"
        >
          {OAuthIssuer.options.map((issuer) => (
            <option key={issuer} value={issuer}>
              {say(`mailboxes.issuer-${issuer}`)}
            </option>
          ))}
        </select>
      </Labelled>
      {draft.issuer !== 'google' && (
        <Labelled label={say('mailboxes.grant')}>
          <select
            value={draft.grant}
            onChange={(event) => onChange({ grant: OAuthGrant.parse(event.target.value) })}
            data-testid="mailbox-grant"
          >
            {OAuthGrant.options.map((grant) => (
              <option key={grant} value={grant}>
                {say(`mailboxes.grant-${grant}`)}
              </option>
            ))}
          </select>
        </Labelled>
      )}
      {byApp ? (
        <p className="muted" data-testid="mailbox-app-lead">
          {say(draft.issuer === 'microsoft' ? 'mailboxes.app-lead-microsoft' : 'mailboxes.app-lead')}
        </p>
      ) : (
        <>
          <p className="muted">{say('mailboxes.oauth-lead')}</p>
          <p>
            <code className="mailbox-url">{returnUrl}</code>
          </p>
        </>
      )}
      {draft.issuer === 'microsoft' && text('tenant')}
      {text('clientId')}
      <Secret
        label={say('mailboxes.clientSecret')}
        value={draft.clientSecret}
        kept={kept?.kind === 'oauth2' && kept.hasClientSecret}
        onChange={(clientSecret) => onChange({ clientSecret })}
        testId="mailbox-clientSecret"
      />
      {own && !byApp && text('authorizeUrl')}
      {own && (['tokenUrl', 'scope'] as const).map(text)}
    </>
  );
}

interface SecretProps {
  label: string;
  value: string;
  /** One is kept: leaving this empty leaves it as it is. */
  kept: boolean;
  onChange: (value: string) => void;
  testId: string;
}

function Secret({ label, value, kept, onChange, testId }: SecretProps) {
  const say = useSay();
  return (
    <Labelled label={label}>
      <input
        type="password"
        value={value}
        maxLength={1_000}
        autoComplete="new-password"
        placeholder={kept ? say('mailboxes.kept') : undefined}
        onChange={(event) => onChange(event.target.value)}
        data-testid={testId}
      />
    </Labelled>
  );
}
