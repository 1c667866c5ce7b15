/** Time and chance as injected things, so that tests can hold them still. */
import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';

@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}

/** UUIDv7: sorts by the time it was made (RFC 9562). */
export function newId(): string {
  return v7();
}
