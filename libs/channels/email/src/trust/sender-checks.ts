/** Has senders checked in a thread of their own, within a time; one that cannot be checked is told so and delays nobody. */
import { Worker } from 'node:worker_threads';
import { within } from '@lib/platform';
import type { MailDns } from './mail-dns.js';
import { NOT_CHECKED, type CheckOrder, type SenderCheck } from './sender-check.js';
import type { FromChecker, ToChecker } from './trust-messages.js';

/** For all names of one mail together. */
const NAMES_MS = 2_000;
const MOST_NAMES = 60;
/** Names and the reading of the mail; beyond it the mail is at fault, and the thread is ended. */
const CHECK_MS = 4_000;
const LOAD_MS = 20_000;
const MOST_AT_ONCE = 20;
const HEAP_MB = 192;

interface Job {
  resolve: (check: SenderCheck) => void;
  askedUntil: number;
  names: number;
  timedOut: boolean;
  timer: NodeJS.Timeout;
}

interface Thread {
  worker: Worker;
  /** Whether it was there in time. */
  ready: Promise<boolean>;
  /** It has its code, or is gone. */
  loaded: Promise<unknown>;
}

export class SenderChecks {
  private readonly jobs = new Map<number, Job>();
  private thread: Thread | undefined;
  private nextId = 1;
  private closed = false;

  constructor(
    private readonly workerFile: URL,
    private readonly dns: MailDns,
  ) {}

  /** Never throws; at once when names are not asked here. */
  async check(path: string, order: CheckOrder): Promise<SenderCheck> {
    if (this.dns.isOff) return { state: 'no-dns', ...NOT_CHECKED };
    if (this.jobs.size >= MOST_AT_ONCE || this.closed) return { state: 'too-slow', ...NOT_CHECKED };
    const thread = this.running();
    if (!(await thread.ready) || this.thread !== thread) return { state: 'too-slow', ...NOT_CHECKED };
    return new Promise((resolve) => {
      const id = this.nextId++;
      const timer = setTimeout(() => this.giveUp(thread.worker), CHECK_MS);
      const askedUntil = performance.now() + NAMES_MS;
      this.jobs.set(id, { resolve, askedUntil, names: 0, timedOut: false, timer });
      this.tell(thread.worker, { kind: 'check', id, path, order });
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    const { thread } = this;
    this.giveUp(thread?.worker);
    if (thread) await dismiss(thread);
  }

  private running(): Thread {
    if (this.thread) return this.thread;
    const worker = new Worker(this.workerFile, {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
      // The package prints what it finds odd in a signature.
      stdout: true,
    });
    worker.stdout.resume();
    worker.unref();
    const ready = new Promise<boolean>((resolve) => {
      const late = setTimeout(() => resolve(false), LOAD_MS).unref();
      worker.once('message', () => {
        clearTimeout(late);
        resolve(true);
      });
      worker.once('exit', () => resolve(false));
    });
    worker.on('message', (message: FromChecker) => void this.hear(worker, message));
    worker.on('error', () => this.giveUp(worker));
    worker.on('exit', () => this.giveUp(worker));
    const loaded = new Promise((resolve) => {
      worker.once('message', resolve);
      worker.once('exit', resolve);
    });
    this.thread = { worker, ready, loaded };
    return this.thread;
  }

  private async hear(worker: Worker, message: FromChecker): Promise<void> {
    if (message.kind === 'ready') return;
    const job = this.jobs.get(message.id);
    if (!job) return;
    if (message.kind === 'checked') return this.finish(message.id, job, message.check);
    job.names += 1;
    const leftMs = job.names > MOST_NAMES ? 0 : job.askedUntil - performance.now();
    const answer =
      leftMs > 0 ? await within(this.dns.lookUp(message.name, message.type), leftMs, () => null) : null;
    if (!answer) job.timedOut = true;
    this.tell(worker, { kind: 'name', question: message.question, answer: answer ?? { code: 'ETIMEOUT' } });
  }

  private finish(id: number, job: Job, check: SenderCheck): void {
    clearTimeout(job.timer);
    this.jobs.delete(id);
    job.resolve(job.timedOut ? { ...check, state: 'too-slow' } : check);
  }

  /** What was being checked stays unchecked; the next mail gets a new thread. */
  private giveUp(worker: Worker | undefined): void {
    const { thread } = this;
    if (!thread || thread.worker !== worker) return;
    this.thread = undefined;
    void dismiss(thread);
    for (const [id, job] of [...this.jobs]) this.finish(id, job, { state: 'too-slow', ...NOT_CHECKED });
  }

  private tell(worker: Worker, message: ToChecker): void {
    if (this.thread?.worker === worker) worker.postMessage(message);
  }
}

/** Node 20 aborts the whole process when a thread is ended while it requires an ES module. */
async function dismiss({ worker, loaded }: Thread): Promise<void> {
  worker.ref();
  await loaded;
  await worker.terminate();
}
