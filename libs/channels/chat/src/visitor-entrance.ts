/** Who may connect as a visitor: sites the owner named, a bounded number per address, with a token of ours or a new one. */
import { Inject, Injectable } from '@nestjs/common';
import { Problem, socketLimits } from '@lib/contracts';
import { Clock, CONFIG, originAllowed, type Config } from '@lib/platform';
import { ClientAddress } from './client-address.js';
import { VisitorSession, VisitorSessions, type VisitorSocket } from './visitor-session.js';
import { VisitorTokens } from './visitor-token.js';

@Injectable()
export class VisitorEntrance {
  private readonly addresses: ClientAddress;

  constructor(
    private readonly sessions: VisitorSessions,
    private readonly tokens: VisitorTokens,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.addresses = new ClientAddress(config.TRUST_PROXY);
  }

  /** Synchronous on purpose: the session is there before any packet of this socket can be. */
  admit(socket: VisitorSocket): VisitorSession {
    const { address, headers, auth } = socket.handshake;
    if (!originAllowed('visitors', headers.origin, this.config)) throw new Problem('foreign-origin');
    const from = this.addresses.of(address, headers['x-forwarded-for']);
    if (this.sessions.connectionsFrom(from) >= socketLimits.connectionsPerVisitorAddress)
      throw new Problem('rate-limited', 'Too many connections from one address');
    const offered: unknown = auth['visitorToken'];
    const known = this.tokens.hashOf(offered);
    const token = known === null ? this.tokens.issue() : String(offered);
    const tokenHash = known ?? this.tokens.hashOf(token);
    if (tokenHash === null) throw new Problem('internal');
    return new VisitorSession(socket, from, token, tokenHash, this.clock.now().getTime());
  }
}
