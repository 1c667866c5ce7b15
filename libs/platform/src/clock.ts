/** Time and chance as injected things, so that tests can hold them still. */
import { randomFillSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';

@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}

/** Asking the system for chance costs five times what the rest of an id does, so it is asked for many ids at once. */
const CHANCE_BYTES = 16;
const chance = Buffer.alloc(CHANCE_BYTES * 256);
let used = chance.length;
/** Of the last id: those of one millisecond are counted on from a number by chance. */
let msecs = -Infinity;
let seq = 0;

/** UUIDv7: sorts by the time it was made (RFC 9562), also among those of one millisecond. */
export function newId(): string {
  if (used === chance.length) {
    randomFillSync(chance);
    used = 0;
  }
  const random = chance.subarray(used, used + CHANCE_BYTES);
  used += CHANCE_BYTES;
  const now = Date.now();
  if (now > msecs) {
    msecs = now;
    seq = random.readUInt32BE(6) >>> 1;
  } else seq += 1;
  return v7({ random, msecs, seq });
}
