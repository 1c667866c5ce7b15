/** Nest's own words, in our JSON lines; its start-up chatter only when debugging. */
import type { LoggerService } from '@nestjs/common';
import { logger } from './logging.js';

export class NestLog implements LoggerService {
  private readonly lines = logger('nest');

  log(message: unknown): void {
    this.lines.debug(String(message));
  }

  debug(message: unknown): void {
    this.lines.debug(String(message));
  }

  verbose(message: unknown): void {
    this.lines.debug(String(message));
  }

  warn(message: unknown): void {
    this.lines.warn(String(message));
  }

  error(message: unknown, stack?: unknown): void {
    this.lines.error({ stack: typeof stack === 'string' ? stack : undefined }, String(message));
  }

  fatal(message: unknown): void {
    this.lines.fatal(String(message));
  }
}
