/** The HTTP API as an integrator calls it, with one agent's token. */
import { DEMO_PASSWORD } from './app.js';

export interface Answer<T = never> {
  status: number;
  body: T;
}

export class ApiClient {
  constructor(
    readonly origin: string,
    readonly token: string,
    readonly agentId: string,
  ) {}

  static async logIn(origin: string, person: string, password = DEMO_PASSWORD): Promise<ApiClient> {
    const anonymous = new ApiClient(origin, '', '');
    const { status, body } = await anonymous.post<{ accessToken: string; agent: { id: string } }>(
      '/api/auth/login',
      {
        email: `${person}@guichet.test`,
        password,
      },
    );
    if (status !== 200) throw new Error(`${person} cannot log in: ${status}`);
    return new ApiClient(origin, body.accessToken, body.agent.id);
  }

  get<T>(path: string, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.call('GET', path, undefined, headers);
  }

  post<T>(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.call('POST', path, body, headers);
  }

  async call<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const raw = typeof body === 'string' || Buffer.isBuffer(body);
    const response = await fetch(this.origin + path, {
      method,
      headers: {
        ...(body !== undefined && !raw && { 'content-type': 'application/json' }),
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...headers,
      },
      body: body === undefined ? undefined : raw ? (body as string) : JSON.stringify(body),
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, body: (json && text ? JSON.parse(text) : text) as T };
  }
}
