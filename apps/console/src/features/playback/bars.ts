/** Loudness as one path of upright bars, a unit wide each: pure. */

/** `peaks` 0 to 100; `way` -1 draws upwards from `middle`, 1 downwards. Silence is a thin line, so that time is seen to pass. */
export function barsOf(peaks: readonly number[], middle: number, way: 1 | -1): string {
  return peaks
    .map((peak, place) => {
      const height = Math.max(1, Math.round((Math.min(100, peak) / 100) * (middle - 2)));
      return `M${place + 0.15} ${middle + way}v${way * height}h0.7v${-way * height}z`;
    })
    .join('');
}
