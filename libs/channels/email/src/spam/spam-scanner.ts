/** Asks an rspamd what it thinks of a raw mail, within two seconds; one that is away holds nobody up. */
import { readFile } from 'node:fs/promises';
import type { Clock } from '@lib/platform';
import { z } from 'zod';

/** As its `/checkv2` answers; what else it says is not needed here. */
const Answer = z.object({
  is_skipped: z.boolean().default(false),
  score: z.number(),
  required_score: z.number(),
  action: z.string().max(100),
  symbols: z
    .record(
      z.string().max(200),
      z.object({ score: z.number().default(0), description: z.string().max(1_000).optional() }),
    )
    .default({}),
});

export interface ScanAnswer {
  points: number;
  reasons: { what: string; points: number }[];
}

export interface ScannedMail {
  path: string;
  size: number;
  envelope: { from: string | null; to: string[]; remote?: string; helo?: string };
}

const ASK_MS = 2_000;
const MAX_MAIL = 5 * 1024 * 1024;
const MAX_ANSWER = 512 * 1024;
/** One that did not answer is left alone so long: every mail would wait for it. */
const PAUSE_MS = 30_000;
const MOST_SYMBOLS = 8;
const SUSPECT = 5;
const CERTAIN = 10;

export class SpamScanner {
  private awayUntil = 0;

  constructor(
    private readonly url: string | undefined,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /** Null: none is set up, or it has no opinion. Never throws. */
  async scan(mail: ScannedMail): Promise<ScanAnswer | 'away' | null> {
    if (this.url === undefined || mail.size > MAX_MAIL) return null;
    if (this.clock.now().getTime() < this.awayUntil) return 'away';
    try {
      return await this.ask(this.url, mail);
    } catch {
      this.awayUntil = this.clock.now().getTime() + PAUSE_MS;
      return 'away';
    }
  }

  private async ask(url: string, { path, envelope }: ScannedMail): Promise<ScanAnswer | null> {
    const answer = await fetch(new URL('checkv2', url.endsWith('/') ? url : `${url}/`), {
      method: 'POST',
      body: await readFile(path),
      headers: headersOf(envelope),
      redirect: 'error',
      signal: AbortSignal.timeout(ASK_MS),
    });
    const text = await answer.text();
    if (!answer.ok || text.length > MAX_ANSWER) throw new Error(`the scanner answered ${answer.status}`);
    return thought(Answer.parse(JSON.parse(text)));
  }
}

function thought({ is_skipped, score, action, symbols }: z.infer<typeof Answer>): ScanAnswer | null {
  if (is_skipped) return null;
  // Its own lines are set there; what it would do says more than how far its number is from ours.
  const floor = action === 'reject' ? CERTAIN : /^(?:add header|rewrite subject)$/.test(action) ? SUSPECT : 0;
  const points = Math.max(score, floor);
  const gravest = Object.entries(symbols)
    .filter(([, symbol]) => symbol.score > 0)
    .sort(([, a], [, b]) => b.score - a.score)
    .slice(0, MOST_SYMBOLS);
  const summary = { what: `rspamd: ${action} (${score})`, points };
  return {
    points,
    reasons: [
      summary,
      ...gravest.map(([name, symbol]) => ({
        what: `${name}${symbol.description ? `: ${symbol.description}` : ''}`.slice(0, 300),
        points: symbol.score,
      })),
    ],
  };
}

/** What the mail itself does not say. A header takes one line of plain characters. */
function headersOf({ from, to, remote, helo }: ScannedMail['envelope']): Record<string, string> {
  const said = { From: from, Rcpt: to[0], IP: remote?.replace(/^::ffff:/i, ''), Helo: helo };
  return Object.fromEntries(
    Object.entries(said).filter(
      (entry): entry is [string, string] =>
        typeof entry[1] === 'string' && /^[\x20-\x7e]{1,320}$/.test(entry[1]),
    ),
  );
}
