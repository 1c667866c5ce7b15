/** Where a server is and how the wire to it is protected. */
import type { MailServer } from '@lib/contracts';
import { MailSecurity } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { Labelled } from '../time-settings/settings-form.js';
import { withSecurity } from './mailbox-draft.js';

interface Props {
  server: MailServer;
  onChange: (server: MailServer) => void;
  testId: string;
}

export function ServerFields({ server, onChange, testId }: Props) {
  const say = useSay();
  return (
    <div className="mailbox-server">
      <Labelled label={say('mailboxes.host')}>
        <input
          value={server.host}
          maxLength={253}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange({ ...server, host: event.target.value })}
          data-testid={`${testId}-host`}
        />
      </Labelled>
      <Labelled label={say('mailboxes.security')}>
        <select
          value={server.security}
          onChange={(event) => onChange(withSecurity(server, MailSecurity.parse(event.target.value)))}
          data-testid={`${testId}-security`}
        >
          {MailSecurity.options.map((security) => (
            <option key={security} value={security}>
              {say(`mailboxes.security-${security}`)}
            </option>
          ))}
        </select>
      </Labelled>
      <Labelled label={say('mailboxes.port')}>
        <input
          type="number"
          inputMode="numeric"
          min={1}
          max={65_535}
          value={Number.isNaN(server.port) ? '' : server.port}
          onChange={(event) =>
            onChange({ ...server, port: event.target.value === '' ? Number.NaN : Number(event.target.value) })
          }
          data-testid={`${testId}-port`}
        />
      </Labelled>
    </div>
  );
}
