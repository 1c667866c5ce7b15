/** HTTP side of a visitor: the token in `Authorization`, checked before a byte of the body is read; no cookie counts here. */
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Problem } from '@lib/contracts';
import { CONFIG, originAllowed, type Config } from '@lib/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { VisitorTokens } from './visitor-token.js';

export type VisitorRequest = FastifyRequest & { visitorTokenHash?: string };

@Injectable()
export class VisitorTokenGuard implements CanActivate {
  constructor(
    private readonly tokens: VisitorTokens,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const request = http.getRequest<VisitorRequest>();
    allowSite(request, http.getResponse<FastifyReply>(), this.config);
    const { authorization } = request.headers;
    const hash = authorization?.startsWith('Bearer ') ? this.tokens.hashOf(authorization.slice(7)) : null;
    if (hash === null) throw new Problem('not-authenticated');
    request.visitorTokenHash = hash;
    return true;
  }
}

/** The widget lives on other people's sites; without credentials, cross-origin reading gives nothing away. */
export function allowSite(request: FastifyRequest, reply: FastifyReply, config: Config): void {
  const { origin } = request.headers;
  if (!originAllowed('visitors', origin, config)) throw new Problem('foreign-origin');
  void reply.header('vary', 'origin');
  if (origin) void reply.header('access-control-allow-origin', origin);
}
