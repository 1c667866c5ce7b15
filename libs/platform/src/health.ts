/** Who must be ready before the product says so: each room registers one question, `/readyz` asks them all. */
import { Injectable } from '@nestjs/common';
import { within } from './within.js';

export interface Health {
  ok: boolean;
  detail?: string;
}

@Injectable()
export class HealthRegistry {
  private readonly checks = new Map<string, () => Promise<Health>>();

  register(name: string, check: () => Promise<Health>): void {
    this.checks.set(name, check);
  }

  /** Every answer by name; a check that throws or takes over 2 s is not ok. */
  async ask(): Promise<Record<string, Health>> {
    const answers = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await withTimeout(check)] as const),
    );
    return Object.fromEntries(answers);
  }
}

async function withTimeout(check: () => Promise<Health>): Promise<Health> {
  try {
    return await within(check(), 2_000, () => ({ ok: false, detail: 'no answer within 2 s' }));
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : 'failed' };
  }
}
