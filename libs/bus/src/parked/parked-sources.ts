/** Where to look for what was given up: the bus knows its own, other rooms name theirs. */
import { Injectable } from '@nestjs/common';
import type { ParkedKind } from '@lib/contracts';
import { sources, type ParkedSource } from './sources.js';

@Injectable()
export class ParkedSources {
  private readonly byKind = new Map<ParkedKind, ParkedSource>(
    Object.entries(sources) as [ParkedKind, ParkedSource][],
  );

  /** A kind has one source; named again, the later one counts. */
  register(kind: ParkedKind, source: ParkedSource): void {
    this.byKind.set(kind, source);
  }

  /** Undefined where nobody in this process keeps such work. */
  of(kind: ParkedKind): ParkedSource | undefined {
    return this.byKind.get(kind);
  }

  get all(): [ParkedKind, ParkedSource][] {
    return [...this.byKind];
  }
}
