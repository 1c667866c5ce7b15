/** Lets a console in: its origin, then its session, then room for it; refused with a problem the client can read. */
import { Problem, socketLimits } from '@lib/contracts';
import {
  originAllowed,
  SESSION_COOKIE,
  toProblemDetails,
  type Authenticator,
  type Config,
  type Principal,
  within,
} from '@lib/platform';
import type { Connections } from './connections.js';
import type { AgentSocket } from './streams/broadcaster.js';

export interface Admission {
  principal: Principal;
  token: string;
}

export class ConsoleAuth {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly connections: Connections,
    private readonly config: Config,
  ) {}

  async admit(socket: AgentSocket): Promise<Admission> {
    const { headers, auth } = socket.handshake;
    const given = (auth as { token?: unknown } | null)?.token;
    const cookie = cookieOf(headers.cookie, SESSION_COOKIE);
    const byCookie = typeof given !== 'string' && cookie !== null;
    if (!originAllowed('agents', headers.origin, this.config, byCookie)) throw new Problem('foreign-origin');
    const token = typeof given === 'string' ? given : cookie;
    const principal = token
      ? await within(this.authenticator.authenticate(token), socketLimits.authenticateMs, tooSlow)
      : null;
    if (!token || !principal) throw new Problem('not-authenticated');
    if (this.connections.isFull(principal.agentId))
      throw new Problem('rate-limited', `At most ${socketLimits.connectionsPerAgent} consoles at once`);
    return { principal, token };
  }
}

/** socket.io hands `data` to the client's `connect_error`. */
export function connectError(error: unknown): Error & { data: unknown } {
  const data = toProblemDetails(error);
  return Object.assign(new Error(data.title), { data });
}

export function cookieOf(header: string | undefined, name: string): string | null {
  for (const pair of (header ?? '').split(';')) {
    const [key, ...value] = pair.trim().split('=');
    if (key === name) return value.join('=');
  }
  return null;
}

function tooSlow(): never {
  throw new Problem('not-ready');
}
