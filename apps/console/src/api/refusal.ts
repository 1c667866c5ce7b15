/** What a call to the server can end in besides success: a refusal with a code that the screen has words for. */
import type { ProblemDetails } from '@lib/contracts';

export class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  /** What this one refusal says beyond its title; not translated. */
  readonly detail: string | undefined;
  /** The id under which the server's log knows it. */
  readonly instance: string | undefined;
  readonly errors: { path: string; message: string }[];

  constructor(details: Partial<ProblemDetails> & { code: string }) {
    super(details.title ?? details.code);
    this.name = 'Refusal';
    this.code = details.code;
    this.status = details.status ?? 0;
    this.title = details.title ?? details.code;
    this.detail = details.detail;
    this.instance = details.instance;
    this.errors = details.errors ?? [];
  }
}

export const unreachable = (): Refusal => new Refusal({ code: 'network', title: 'network' });

export function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal({ code: 'internal', title: String(error) });
}
