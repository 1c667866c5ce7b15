/** From a clock time in a zone to the moment it is, with the zone's summer time of that day. */

/** Milliseconds since 1970 of `2026-04-02T09:00` on the zone's clocks. A time that a clock skips is that of the clock before. */
export function momentIn(local: string, zone: string): number {
  const asUtc = Date.parse(`${local}:00Z`);
  const first = asUtc - offsetAt(asUtc, zone);
  const second = asUtc - offsetAt(first, zone);
  // Around a change the first guess may have the other side's offset.
  return asUtc - offsetAt(second, zone) === second ? second : Math.max(first, second);
}

/** What clocks there show beyond UTC at a moment, in milliseconds. */
function offsetAt(moment: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(moment);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return shown - Math.floor(moment / 1_000) * 1_000;
}
