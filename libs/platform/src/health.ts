/** Who must be ready before the product says so: each room registers one question, `/readyz` asks them all. */
import { Injectable } from '@nestjs/common';

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
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Health>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, detail: 'no answer within 2 s' }), 2_000);
  });
  try {
    return await Promise.race([check(), late]);
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : 'failed' };
  } finally {
    clearTimeout(timer);
  }
}
