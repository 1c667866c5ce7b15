/** Deny by default: every HTTP route needs a session unless it says it is public. */
import {
  createParamDecorator,
  Inject,
  Injectable,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Problem, type Role } from '@lib/contracts';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from './config.js';

/** Who is asking, as the session says; abilities follow from the role. */
export interface Principal {
  agentId: string;
  role: Role;
  name: string;
  sessionId: string;
  /** Set when a rule acts by this person's right: what it does is told as the rule's. */
  rule?: { id: string; name: string; chain: string[] };
}

export interface Authenticator {
  /** Null when the token is unknown, expired or revoked, or the agent is disabled. */
  authenticate(token: string): Promise<Principal | null>;
}
export const AUTHENTICATOR = Symbol('authenticator');

export const SESSION_COOKIE = 'guichet_session';
const PUBLIC = 'guichet:public';
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC, true);

interface AuthenticatedRequest extends FastifyRequest {
  principal?: Principal;
}

export const CurrentAgent = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!principal) throw new Problem('not-authenticated');
  return principal;
});

export function requireRole(principal: Principal, ...roles: Role[]): void {
  if (!roles.includes(principal.role)) throw new Problem('forbidden', `Needs the role ${roles.join(' or ')}`);
}

@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()]))
      return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const { token, byCookie } = sessionToken(request);
    const principal = token ? await this.authenticator.authenticate(token) : null;
    if (!principal) throw new Problem('not-authenticated');
    // A cookie rides along from any site, so a writing request with one must come from our own pages.
    if (byCookie && !isReading(request.method) && !this.ownOrigin(request.headers.origin))
      throw new Problem('foreign-origin');
    request.principal = principal;
    return true;
  }

  private ownOrigin(origin: string | undefined): boolean {
    return origin !== undefined && ownOrigins(this.config).includes(origin);
  }
}

/** Origins whose pages may use the session cookie: our own, by every name of this machine when on loopback. */
export function ownOrigins(config: Config): string[] {
  const own = new URL(config.publicUrl);
  const origins = [own.origin, ...config.CONSOLE_ORIGINS];
  if (own.hostname === 'localhost')
    origins.push(`${own.protocol}//127.0.0.1${own.port ? `:${own.port}` : ''}`);
  if (own.hostname === '127.0.0.1')
    origins.push(`${own.protocol}//localhost${own.port ? `:${own.port}` : ''}`);
  return origins;
}

function isReading(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

function sessionToken(request: AuthenticatedRequest): { token: string | null; byCookie: boolean } {
  const header = request.headers.authorization;
  if (header?.startsWith('Bearer ')) return { token: header.slice(7), byCookie: false };
  const cookie = request.cookies?.[SESSION_COOKIE];
  return { token: cookie ?? null, byCookie: cookie !== undefined };
}
