/** Numbers what this gateway pushes, gapless per stream, and keeps the last few minutes for who missed them. */
import { socketLimits, type Push, type PushName, type PushOf, type Stamp } from '@lib/contracts';

export type PushBody<N extends PushName> = Omit<PushOf<N>, keyof Stamp>;

interface Kept {
  at: number;
  push: Push;
}

interface Stream {
  seq: number;
  /** Oldest first; its numbers follow each other and end with `seq`. */
  backlog: Kept[];
  followers: number;
  /** Since when nobody follows: it goes on for the length of a backlog, so that a short cut can be mended. */
  idleSince: number;
}

export interface SequencerOptions {
  epoch: string;
  now: () => number;
  /** Hands a numbered push to everybody who follows its stream. */
  send: (push: Push) => void;
  backlogPushes?: number;
  backlogMs?: number;
}

export class Sequencer {
  readonly epoch: string;
  private readonly streams = new Map<string, Stream>();
  private readonly closed: ((stream: string) => void)[] = [];
  private published = 0;

  constructor(private readonly options: SequencerOptions) {
    this.epoch = options.epoch;
  }

  /** Called when a stream has been forgotten: nobody followed it for the length of a backlog. */
  onClosed(forget: (stream: string) => void): void {
    this.closed.push(forget);
  }

  /** From here on every push is kept for the follower; returns the cursor from which it counts. */
  follow(name: string): number {
    const stream = this.streams.get(name) ?? this.open(name);
    stream.followers += 1;
    return stream.seq;
  }

  unfollow(name: string): void {
    const stream = this.streams.get(name);
    if (!stream) return;
    stream.followers -= 1;
    if (stream.followers === 0) stream.idleSince = this.options.now();
  }

  /** Whether anybody follows or may come back: what nobody waits for need not be read. */
  isOpen(name: string): boolean {
    return this.streams.has(name);
  }

  cursor(name: string): number | undefined {
    return this.streams.get(name)?.seq;
  }

  publish<N extends PushName>(name: string, push: N, body: PushBody<N>, version: number): void {
    const stream = this.streams.get(name);
    if (!stream) return;
    stream.seq += 1;
    this.published += 1;
    const stamp = { epoch: this.epoch, stream: name, seq: stream.seq, version };
    const numbered = { ...body, ...stamp, name: push } as unknown as Push;
    stream.backlog.push({ at: this.options.now(), push: numbered });
    this.trim(stream);
    this.options.send(numbered);
  }

  /** What came after `seq`, or null when some of it is no longer kept (or was never ours). */
  since(name: string, seq: number): Push[] | null {
    const stream = this.streams.get(name);
    if (!stream || seq > stream.seq) return null;
    this.trim(stream);
    const missing = stream.seq - seq;
    if (missing > stream.backlog.length) return null;
    return stream.backlog.slice(stream.backlog.length - missing).map((kept) => kept.push);
  }

  /** Call now and then: forgets old pushes and streams nobody came back to. */
  expire(): void {
    const before = this.options.now() - this.backlogMs;
    for (const [name, stream] of this.streams) {
      this.trim(stream);
      if (stream.followers > 0 || stream.idleSince > before) continue;
      this.streams.delete(name);
      for (const forget of this.closed) forget(name);
    }
  }

  private open(name: string): Stream {
    // While a stream was closed nothing was said on it, so its old cursors must not fit: a number past all pushes is new.
    this.published += 1;
    const stream = { seq: this.published, backlog: [], followers: 0, idleSince: this.options.now() };
    this.streams.set(name, stream);
    return stream;
  }

  private trim({ backlog }: Stream): void {
    const before = this.options.now() - this.backlogMs;
    let old = Math.max(0, backlog.length - (this.options.backlogPushes ?? socketLimits.backlogPerStream));
    while (old < backlog.length && (backlog[old]?.at ?? 0) < before) old += 1;
    if (old > 0) backlog.splice(0, old);
  }

  private get backlogMs(): number {
    return this.options.backlogMs ?? socketLimits.backlogMs;
  }
}
