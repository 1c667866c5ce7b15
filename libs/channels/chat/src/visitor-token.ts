/**
 * The visitor's key to their own chat: 256 random bits, signed by us, only its hash kept.
 * The signature lets a browser that merely looks hold a token without a row, and stops one from choosing its own.
 */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secrets } from '@lib/platform';

const purpose = 'visitor-token';
const shape = /^([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})$/;

@Injectable()
export class VisitorTokens {
  constructor(private readonly secrets: Secrets) {}

  issue(): string {
    const key = this.secrets.token(32);
    return `${key}.${this.secrets.sign(purpose, key)}`;
  }

  /** The hash that rows are found by; null for anything we did not issue. */
  hashOf(token: unknown): string | null {
    if (typeof token !== 'string') return null;
    const [, key, mac] = shape.exec(token) ?? [];
    if (!key || !mac || !this.secrets.verify(purpose, key, mac)) return null;
    return createHash('sha256').update(key).digest('hex');
  }
}
