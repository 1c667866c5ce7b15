/** Alive, ready, measured: three questions a machine asks. */
import { Controller, Get, Header, Inject, Req, Res } from '@nestjs/common';
import { Problem } from '@lib/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { register } from 'prom-client';
import { ApiContract } from './api-contract.js';
import { Public } from './auth.js';
import { CONFIG, isLoopback, type Config } from './config.js';
import { HealthRegistry } from './health.js';

@Controller()
@Public()
export class HealthController {
  constructor(
    private readonly health: HealthRegistry,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('healthz')
  @ApiContract({ summary: 'Alive' })
  alive(): { ok: true } {
    return { ok: true };
  }

  /** 503 names only what is not ready, never how it is configured. */
  @Get('readyz')
  @ApiContract({ summary: 'Ready, or what is not' })
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const answers = await this.health.ask();
    const waiting = Object.entries(answers).filter(([, answer]) => !answer.ok);
    const body = {
      ok: waiting.length === 0,
      checks: Object.fromEntries(Object.entries(answers).map(([name, answer]) => [name, answer.ok])),
      ...(waiting.length > 0 && { waitingFor: waiting.map(([name]) => name) }),
    };
    await reply.status(body.ok ? 200 : 503).send(body);
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4')
  @ApiContract({ summary: 'Prometheus metrics, loopback or token only', produces: 'text/plain' })
  async metrics(@Req() request: FastifyRequest): Promise<string> {
    const token = this.config.METRICS_TOKEN;
    const allowed = token
      ? request.headers.authorization === `Bearer ${token}`
      : isLoopback(request.socket.remoteAddress?.replace('::ffff:', '') ?? '');
    if (!allowed) throw new Problem('forbidden');
    return register.metrics();
  }
}
