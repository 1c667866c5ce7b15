/** Reads the form fields of an API request by their provider names, refusing what cannot be meant. */
import type { Method } from '../callbacks/webhooks.js';
import { invalid } from './twilio-problem.js';

export class Form {
  constructor(private readonly fields: URLSearchParams) {}

  text(name: string): string | undefined {
    return this.fields.get(name) ?? undefined;
  }

  /** Repeated parameters and space-separated words both mean a list. */
  list(name: string): string[] {
    return this.fields.getAll(name).flatMap((value) => value.split(/[\s,]+/).filter(Boolean));
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name)?.toLowerCase();
    return value === undefined ? undefined : value === 'true';
  }

  number(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const parsed = Number(value);
    if (!Number.isFinite(parsed)) throw invalid(20001, `Parameter ${name} is invalid`);
    return parsed;
  }

  method(name: string): Method {
    return this.text(name)?.toUpperCase() === 'GET' ? 'GET' : 'POST';
  }

  url(name: string): string | undefined {
    const value = this.text(name);
    if (value === undefined || value === '') return value;
    if (!/^https?:\/\//.test(value) || !URL.canParse(value)) {
      throw invalid(name === 'Url' ? 21205 : 20001, `Url is not a valid URL: ${value}`);
    }
    return value;
  }
}
