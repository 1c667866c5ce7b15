/** Passwords and tokens of mailboxes: sealed at rest, opened only where a connection is made, kept only for the server they were given for. */
import { Injectable } from '@nestjs/common';
import { Problem, type WriteMailbox } from '@lib/contracts';
import { Secrets } from '@lib/platform';
import type { StoredMailbox } from './mailbox-rows.js';

export interface MailSecrets {
  password?: string;
  clientSecret?: string;
  refreshToken?: string;
  accessToken?: string;
  /** Milliseconds since 1970, when the access token is to be renewed. */
  renewAt?: number;
}

const PURPOSE = 'mailbox';

@Injectable()
export class MailboxSecrets {
  constructor(private readonly secrets: Secrets) {}

  /** What cannot be opened (another GUICHET_SECRET) is as good as none: the screens ask for it again. */
  open({ id, sealed }: Pick<StoredMailbox, 'id' | 'sealed'>): MailSecrets {
    const text = sealed === null ? null : this.secrets.unseal(PURPOSE, sealed, id);
    return text === null ? {} : (JSON.parse(text) as MailSecrets);
  }

  seal(mailboxId: string, secrets: MailSecrets): string | null {
    const kept = Object.values(secrets).some((secret) => secret !== undefined);
    return kept ? this.secrets.seal(PURPOSE, JSON.stringify(secrets), mailboxId) : null;
  }

  /**
   * The secrets a mailbox will have. One that is not given anew stays only while it goes to the same place: nobody can have a
   * password they do not know sent to a server of their own. Errors: `invalid-input` when one is missing.
   */
  after(before: StoredMailbox | null, { login, receiving, sending }: WriteMailbox): MailSecrets {
    if (login === null) return {};
    const had = before ? this.open(before) : {};
    const known = new Set(placesOf(before));
    const stays =
      before?.login?.user === login.user &&
      placesOf({ receiving, sending }).every((place) => known.has(place));
    if (login.kind === 'password') {
      const password = login.password ?? (stays ? had.password : undefined);
      if (password === undefined)
        throw new Problem('invalid-input', undefined, [{ path: 'login.password', message: 'needed' }]);
      return { password };
    }
    const wantsSecret = login.grant === 'app';
    const old = before?.login?.kind === 'oauth2' ? before.login : null;
    const sameIssuer =
      old?.issuer === login.issuer &&
      old.clientId === login.clientId &&
      old.tokenUrl === login.tokenUrl &&
      old.tenant === login.tenant;
    const { refreshToken, accessToken, renewAt } = had;
    const clientSecret = login.clientSecret ?? (sameIssuer ? had.clientSecret : undefined);
    if (wantsSecret && clientSecret === undefined)
      throw new Problem('invalid-input', undefined, [{ path: 'login.clientSecret', message: 'needed' }]);
    return {
      clientSecret,
      ...(stays &&
        sameIssuer &&
        old.grant === login.grant &&
        old.scope === login.scope && { refreshToken, accessToken, renewAt }),
    };
  }
}

/** A wire that is encrypted less is another place. */
function placesOf(of: Pick<StoredMailbox, 'receiving' | 'sending'> | null): string[] {
  return [of?.receiving?.server, of?.sending]
    .filter((server) => server !== null && server !== undefined)
    .map(({ host, security }) => `${security} ${host}`);
}
