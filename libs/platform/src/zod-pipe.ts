/** Validates a body or query against a contract; says every fault with its path. */
import type { PipeTransform } from '@nestjs/common';
import { Problem } from '@lib/contracts';
import type { z } from 'zod';

export class ZodPipe<S extends z.ZodType> implements PipeTransform<unknown, z.output<S>> {
  constructor(readonly schema: S) {}

  transform(value: unknown): z.output<S> {
    return parseInput(this.schema, value);
  }
}

/** Throws `invalid-input` with all faults. Also refuses text PostgreSQL cannot hold (NUL, lone surrogates). */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value ?? {});
  if (!parsed.success) {
    throw new Problem(
      'invalid-input',
      undefined,
      parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
    );
  }
  return storable(parsed.data);
}

/** Text as PostgreSQL can hold it: NUL and lone surrogates become U+FFFD. */
export function storableText(text: string): string {
  const cleaned = text.includes('\u0000') ? text.replaceAll('\u0000', '\uFFFD') : text;
  return cleaned.isWellFormed() ? cleaned : cleaned.toWellFormed();
}

/** `storableText` over a whole value, keys included. */
export function storable<T>(value: T): T {
  if (typeof value === 'string') return storableText(value) as T;
  if (Array.isArray(value)) return value.map((item) => storable<unknown>(item)) as T;
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [storableText(key), storable<unknown>(item)]),
    ) as T;
  return value;
}
