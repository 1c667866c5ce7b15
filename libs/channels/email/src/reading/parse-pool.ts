/** A few worker threads that read mail under limits of time and memory; a thread that overstays is ended and replaced. */
import { Worker } from 'node:worker_threads';
import { withHtml, type ParseOrder, type ParseReply, type ReaderReady } from './parse-messages.js';
import type { ReceivedMail } from './received-mail.js';

export interface ParsePoolOptions {
  workerFile: URL;
  spoolDir: string;
  threads: number;
  heapMb?: number;
  /** For a small mail; large ones get longer, up to `maxMs`. */
  baseMs?: number;
  maxMs?: number;
  htmlMs?: number;
}

/** Letters take a few milliseconds; what is read for longer may be meant to be. */
const SLOW_MS = 250;

interface Job {
  order: ParseOrder;
  limitMs: number;
  size: number;
  resolve: (mail: ReceivedMail) => void;
  reject: (error: Error) => void;
}

interface Thread {
  worker: Worker;
  ready: Promise<void>;
  job: Job | null;
  mail: ReceivedMail | null;
  timer: NodeJS.Timeout | null;
  /** When it took up its job, by the clock of `performance`; never, while it has none or still loads. */
  begun: number;
}

/** The mail itself is at fault: it counts against it, unlike a database that is away. */
export class UnreadableMail extends Error {
  override name = 'UnreadableMail';
}

export class ParsePool {
  private readonly threads: Thread[] = [];
  private readonly waiting: Job[] = [];
  private nextId = 1;
  private closed = false;
  private warm: Promise<void> | undefined;

  constructor(private readonly options: ParsePoolOptions) {}

  read(
    path: string,
    size: number,
    envelopeFrom: string | null,
    how: Pick<ParseOrder, 'attached'> = {},
  ): Promise<ReceivedMail> {
    return new Promise((resolve, reject) => {
      const { baseMs = 5_000, maxMs = 30_000, spoolDir } = this.options;
      const limitMs = Math.min(maxMs, baseMs + Math.floor(size / 4_000_000) * 1_000);
      this.waiting.push({
        order: { id: this.nextId++, path, spoolDir, envelopeFrom, ...how },
        limitMs,
        size,
        resolve,
        reject,
      });
      this.assign();
    });
  }

  /**
   * Resolves when every first thread has loaded its code or has failed to: before that, a mail's time says nothing about the
   * mail. One that replaces a thread is not waited for: the others read on.
   */
  warmUp(): Promise<void> {
    return (this.warm ??= this.hireAll());
  }

  private async hireAll(): Promise<void> {
    while (this.hire()) continue;
    await Promise.all(this.threads.map((thread) => thread.ready));
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const job of this.waiting.splice(0)) job.reject(new Error('the parse pool is closed'));
    const leaving = this.threads.splice(0);
    for (const thread of leaving) this.release(thread)?.reject(new Error('the parse pool is closed'));
    await Promise.all(leaving.map((thread) => this.dismiss(thread)));
  }

  private assign(): void {
    while (!this.closed && this.waiting.length > 0) {
      const thread = this.threads.find((candidate) => !candidate.job) ?? this.hire();
      if (!thread) return;
      const job = this.next();
      if (!job) return;
      thread.job = job;
      thread.worker.postMessage(job.order);
      void thread.ready.then(() => this.time(thread, job));
    }
  }

  /** Only from when the thread has its code: on a busy machine loading takes seconds that are not the mail's. */
  private time(thread: Thread, job: Job): void {
    if (thread.job !== job) return;
    thread.begun = performance.now();
    thread.timer = setTimeout(() => this.end(thread, `not read within ${job.limitMs} ms`), job.limitMs);
  }

  /** Node 20 aborts the whole process when a thread is ended while it requires an ES module. */
  private async dismiss({ worker, ready }: Thread): Promise<void> {
    worker.ref();
    await ready;
    await worker.terminate();
  }

  /** In order of arrival; while some mail holds a thread up, the shortest first, so that letters pass what was made to be slow. */
  private next(): Job | undefined {
    const now = performance.now();
    const heldUp = this.threads.some((thread) => thread.job && now - thread.begun > SLOW_MS);
    if (!heldUp) return this.waiting.shift();
    const shortest = this.waiting.reduce(
      (least, job, at) => (job.size < (this.waiting[least]?.size ?? 0) ? at : least),
      0,
    );
    return this.waiting.splice(shortest, 1)[0];
  }

  private hire(): Thread | null {
    if (this.threads.length >= this.options.threads) return null;
    const worker = new Worker(this.options.workerFile, {
      resourceLimits: { maxOldGenerationSizeMb: this.options.heapMb ?? 256 },
      stdout: false,
    });
    const ready = new Promise<void>((resolve) => {
      worker.once('message', () => resolve());
      worker.once('exit', () => resolve());
    });
    const thread: Thread = { worker, ready, job: null, mail: null, timer: null, begun: Infinity };
    worker.on('message', (reply: ParseReply | ReaderReady) => {
      if (reply.kind !== 'ready') this.hear(thread, reply);
    });
    worker.on('error', (error) => this.end(thread, error.message));
    worker.on('exit', (code) => this.end(thread, `the reading thread ended with ${code}`));
    worker.unref();
    this.threads.push(thread);
    return thread;
  }

  private hear(thread: Thread, reply: ParseReply): void {
    const { job } = thread;
    if (!job || job.order.id !== reply.id) return;
    if (reply.kind === 'failed') {
      this.release(thread);
      job.reject(new UnreadableMail(reply.reason));
    } else if (reply.kind === 'read' && reply.htmlFollows) {
      thread.mail = reply.mail;
      if (thread.timer) clearTimeout(thread.timer);
      // The text is in hand; HTML that cannot be made safe in time is left out.
      thread.timer = setTimeout(() => this.end(thread, 'html too slow'), this.options.htmlMs ?? 2_000);
      return;
    } else {
      const mail = reply.kind === 'read' ? reply.mail : thread.mail && withHtml(thread.mail, reply);
      this.release(thread);
      if (mail) job.resolve(mail);
    }
    this.assign();
  }

  /** Ends the thread; its mail is unreadable unless its text was already told. */
  private end(thread: Thread, reason: string): void {
    const at = this.threads.indexOf(thread);
    if (at >= 0) this.threads.splice(at, 1);
    const mail = thread.mail;
    const job = this.release(thread);
    void this.dismiss(thread);
    if (job && mail) job.resolve(mail);
    else job?.reject(new UnreadableMail(reason));
    this.assign();
  }

  private release(thread: Thread): Job | null {
    const { job } = thread;
    if (thread.timer) clearTimeout(thread.timer);
    thread.job = null;
    thread.mail = null;
    thread.timer = null;
    thread.begun = Infinity;
    return job;
  }
}
