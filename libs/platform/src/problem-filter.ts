/** Every error leaves as RFC 9457 problem details; what was not expected is logged once and told to nobody. */
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { Problem, type ProblemCode, type ProblemDetails } from '@lib/contracts';
import type { FastifyReply } from 'fastify';
import { newId } from './clock.js';
import { logger } from './logging.js';

const log = logger('http');

@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const details = toProblemDetails(error);
    void reply
      .status(details.status)
      .header('content-type', 'application/problem+json')
      .send(JSON.stringify(details));
  }
}

/** Shared with the sockets' acks: same refusal, same words. */
export function toProblemDetails(error: unknown): ProblemDetails {
  const instance = `urn:uuid:${newId()}`;
  if (error instanceof Problem) return error.toDetails(instance);
  const status = statusOf(error);
  if (status && status < 500) {
    const message = error instanceof Error ? error.message : undefined;
    return new Problem(codeFor(status), message).toDetails(instance);
  }
  log.error({ err: error, instance }, 'unexpected error');
  return new Problem('internal').toDetails(instance);
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (
    typeof error === 'object' &&
    error !== null &&
    'statusCode' in error &&
    typeof error.statusCode === 'number'
  )
    return error.statusCode;
  return undefined;
}

function codeFor(status: number): ProblemCode {
  if (status === 401) return 'not-authenticated';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not-found';
  if (status === 413) return 'too-large';
  if (status === 429) return 'rate-limited';
  return 'invalid-input';
}
