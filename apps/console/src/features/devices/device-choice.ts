/** Which microphone and which loudspeaker this browser uses, and what the last check found; kept in this browser alone. */
import type { QualityLevel } from '@lib/contracts';
import { createCell } from '../../rt/cell.js';

export interface DeviceChoice {
  /** The browser's id; null: whatever the system uses. */
  input: string | null;
  output: string | null;
  /** Each when it was last checked; null: never. */
  found: { mic: Finding | null; speaker: Finding | null; line: Finding | null };
}

/** `at` in ISO 8601; `level` of a line that could be judged. */
export interface Finding {
  at: string;
  ok: boolean;
  level?: QualityLevel;
}

const key = 'guichet.devices';
const nothing: DeviceChoice = { input: null, output: null, found: { mic: null, speaker: null, line: null } };

export const deviceChoice = createCell<DeviceChoice>(read());

export function chooseDevices(change: Partial<Pick<DeviceChoice, 'input' | 'output'>>): void {
  keep({ ...deviceChoice.get(), ...change });
}

export function found(what: keyof DeviceChoice['found'], finding: Omit<Finding, 'at'>): void {
  const before = deviceChoice.get();
  keep({ ...before, found: { ...before.found, [what]: { ...finding, at: new Date().toISOString() } } });
}

/** A device that is no longer there gives way to the system's own. */
export function microphone({ input }: Pick<DeviceChoice, 'input'>): MediaTrackConstraints | true {
  return input === null ? true : { deviceId: { ideal: input } };
}

function keep(choice: DeviceChoice): void {
  deviceChoice.set(choice);
  try {
    localStorage.setItem(key, JSON.stringify(choice));
  } catch {
    // A full or forbidden storage only means that it is chosen again next time.
  }
}

function read(): DeviceChoice {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<DeviceChoice>;
    return { ...nothing, ...kept, found: { ...nothing.found, ...kept.found } };
  } catch {
    return nothing;
  }
}
