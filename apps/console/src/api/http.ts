/** The one way to the HTTP API: JSON in, JSON or a Refusal out; a lost session is told once to whoever listens. */
import { Refusal, unreachable } from './refusal.js';

interface Options {
  body?: unknown;
  /** Sent as it is (files, raw mail). */
  raw?: BodyInit;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Goes on when the page is left. */
  keepalive?: boolean;
  /** Wrong credentials at log-in are not a lost session. */
  anonymous?: boolean;
}

let onSessionLost: () => void = () => undefined;

export function whenSessionLost(listener: () => void): void {
  onSessionLost = listener;
}

export async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const response = await reach(method, path, options);
  if (response.ok) return (await readJson(response)) as T;
  const details = (await readJson(response)) as { code?: string } | null;
  if (response.status === 401 && !options.anonymous) onSessionLost();
  throw new Refusal({ status: response.status, ...details, code: details?.code ?? codeOf(response.status) });
}

export async function requestText(path: string): Promise<string> {
  const response = await reach('GET', path, {});
  if (!response.ok) throw new Refusal({ status: response.status, code: codeOf(response.status) });
  return response.text();
}

export function query(values: Record<string, string | number | undefined>): string {
  const entries = Object.entries(values).filter(
    (entry): entry is [string, string | number] => entry[1] !== undefined,
  );
  const text = new URLSearchParams(entries.map(([key, value]) => [key, String(value)])).toString();
  return text ? `?${text}` : '';
}

async function reach(method: string, path: string, options: Options): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers };
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  try {
    return await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      signal: options.signal,
      keepalive: options.keepalive,
      body: options.body !== undefined ? JSON.stringify(options.body) : options.raw,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw unreachable();
  }
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function codeOf(status: number): string {
  if (status === 401) return 'not-authenticated';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not-found';
  if (status === 413) return 'too-large';
  if (status === 429) return 'rate-limited';
  return status === 502 || status === 503 ? 'not-ready' : 'internal';
}
