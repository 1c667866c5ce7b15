/** Names as the sender checks ask for them: remembered for minutes, asked once at a time, and left alone while no server answers. */
import { Resolver } from 'node:dns/promises';
import type { Clock, Config } from '@lib/platform';

/** As `node:dns` gives them: texts in pieces, addresses, names, or exchangers with their rank. */
export type NameRecords = string[] | string[][] | { exchange: string; priority: number }[];
export type NameAnswer = { records: NameRecords } | { code: string };
/** `ENOTFOUND` and `ENODATA` say that there is none; any other code that it could not be asked. */
export type AskName = (name: string, type: string) => Promise<NameRecords>;

const KEPT_MS = 5 * 60_000;
const MOST_KEPT = 5_000;
const ASK_MS = 1_500;
/** After so many questions in a row that nobody answered, none is asked for a while: every mail would wait in vain. */
const SILENT_AFTER = 4;
const SILENT_MS = 30_000;
const THERE_IS_NONE = new Set(['ENOTFOUND', 'ENODATA']);
const KINDS = new Set(['TXT', 'A', 'AAAA', 'MX', 'PTR']);

export class MailDns {
  private readonly kept = new Map<string, { until: number; answer: Promise<NameAnswer> }>();
  private unanswered = 0;
  private silentUntil = 0;

  /** `ask` null: names are never asked. */
  constructor(
    private readonly ask: AskName | null,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  get isOff(): boolean {
    return this.ask === null;
  }

  /** Never throws. `ETIMEOUT`: nobody answered, or nobody is asked now. */
  lookUp(name: string, type: string): Promise<NameAnswer> {
    if (!KINDS.has(type) || name.length > 253) return Promise.resolve({ code: 'ENODATA' });
    const now = this.clock.now().getTime();
    const key = `${type} ${name.toLowerCase()}`;
    const known = this.kept.get(key);
    if (known && known.until > now) return known.answer;
    if (!this.ask || now < this.silentUntil) return Promise.resolve({ code: 'ETIMEOUT' });
    const answer = this.answerOf(this.ask, name, type);
    this.kept.delete(key);
    this.kept.set(key, { until: now + KEPT_MS, answer });
    if (this.kept.size > MOST_KEPT) this.kept.delete(this.kept.keys().next().value ?? '');
    void answer.then((said) => {
      if ('code' in said && !THERE_IS_NONE.has(said.code)) this.kept.delete(key);
    });
    return answer;
  }

  private async answerOf(ask: AskName, name: string, type: string): Promise<NameAnswer> {
    try {
      const records = await ask(name, type);
      this.unanswered = 0;
      return { records };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'ETIMEOUT';
      this.unanswered = THERE_IS_NONE.has(code) ? 0 : this.unanswered + 1;
      if (this.unanswered >= SILENT_AFTER) this.silentUntil = this.clock.now().getTime() + SILENT_MS;
      return { code };
    }
  }
}

/** As `MAIL_DNS` says: the machine's own servers, named ones, or none. */
export function dnsOf({ MAIL_DNS }: Pick<Config, 'MAIL_DNS'>): AskName | null {
  if (MAIL_DNS === 'off') return null;
  const resolver = new Resolver({ timeout: ASK_MS, tries: 1 });
  if (MAIL_DNS !== 'system') resolver.setServers(MAIL_DNS.split(',').map((server) => server.trim()));
  return (name, type) => {
    if (type === 'TXT') return resolver.resolveTxt(name);
    if (type === 'MX') return resolver.resolveMx(name);
    if (type === 'PTR') return resolver.resolvePtr(name);
    return type === 'AAAA' ? resolver.resolve6(name) : resolver.resolve4(name);
  };
}
