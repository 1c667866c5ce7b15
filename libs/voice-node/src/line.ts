/** A device at the end of a call: a browser with the Voice SDK, or a test phone. Both look the same to the carrier. */
import type { Leg } from './media/leg.js';

export type Refusal = 'busy' | 'no-answer' | 'failed' | 'canceled';

export interface LineEvents {
  ringing(): void;
  answered(): void;
  refused(how: Refusal): void;
  /** `lost`: nobody did, the device is gone. */
  hungUp(lost?: boolean): void;
  digits(digits: string): void;
}

export interface Invitation {
  callSid: string;
  accountSid: string;
  from: string;
  to: string;
  /** Custom parameters of `client:name?key=value`. */
  parameters: Record<string, string>;
}

export interface Line {
  readonly leg: Leg;
  listen(events: LineEvents): void;
  /** Towards the device: let it ring. */
  ring(invitation: Invitation): Promise<void>;
  /** A call that came from the device: tell it that it rings, then that it is answered. */
  confirm(callSid: string): Promise<void>;
  answer(): Promise<void>;
  /** Ends the line in whatever state it is; `error` is shown to the device where it can. */
  hangUp(reason?: { code: number; message: string }): void;
}

/** Finds the device behind an address; undefined when nobody is there. */
export interface LineDirectory {
  lineTo(address: string): Line | undefined;
}
