/** Append-only record of what the carrier did, for the person who asks afterwards; bounded on disk, never read back. */
import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from './options.js';

const ROTATE_AT_BYTES = 10 * 1024 * 1024;
const KEEP = 5;
const FLUSH_MS = 200;

export class Journal {
  private readonly file: string;
  private pending: string[] = [];
  private timer: NodeJS.Timeout | null = null;
  warnings = 0;

  constructor(
    directory: string,
    private readonly log: Log,
    private readonly rotateAtBytes = ROTATE_AT_BYTES,
  ) {
    mkdirSync(directory, { recursive: true });
    this.file = join(directory, 'journal.jsonl');
  }

  record(event: string, details: Record<string, unknown> = {}): void {
    this.pending.push(JSON.stringify({ at: new Date().toISOString(), event, ...details }) + '\n');
    this.timer ??= setTimeout(() => this.flush(), FLUSH_MS);
    this.log('debug', event, details);
  }

  /** Something the account's owner should look at, with the provider's code where there is one. */
  warn(code: number, message: string, details: Record<string, unknown> = {}): void {
    this.warnings++;
    this.record('warning', { code, message, ...details });
    this.log('warn', message, { code, ...details });
  }

  flush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (this.pending.length === 0) return;
    const lines = this.pending.join('');
    this.pending = [];
    try {
      this.rotate(lines.length);
      appendFileSync(this.file, lines);
    } catch (error) {
      // A full disk must not end calls; the log still has the line.
      this.log('error', 'journal could not be written', { error: String(error) });
    }
  }

  private rotate(incoming: number): void {
    if (!existsSync(this.file) || statSync(this.file).size + incoming <= this.rotateAtBytes) return;
    rmSync(`${this.file}.${KEEP - 1}`, { force: true });
    for (let age = KEEP - 2; age >= 1; age--) {
      if (existsSync(`${this.file}.${age}`)) renameSync(`${this.file}.${age}`, `${this.file}.${age + 1}`);
    }
    renameSync(this.file, `${this.file}.1`);
  }
}
