/** What a bench says and how it sums up: one line a figure, the share of a list, the line through a series. */

/** A point of a series: minutes since it began, and the value then. */
export type Point = [minute: number, value: number];

/** One line; a value above its limit makes the whole bench fail. */
export function figure(bench: string, what: string, unit: string, value: number, limit: number | null): void {
  const rounded = Math.round(value * 100) / 100;
  const ratio = limit ? Math.round((value / limit) * 100) / 100 : null;
  process.stdout.write(`${JSON.stringify({ bench, figure: what, unit, value: rounded, limit, ratio })}\n`);
  // What could not be measured is not within its limit.
  if (limit !== null && !(value <= limit)) process.exitCode = 1;
}

/** A whole number above 0 from the environment. Throws when it is something else. */
export function wanted(variable: string, otherwise: number, most: number): number {
  const value = Number(process.env[variable] ?? otherwise);
  if (!(value > 0 && value <= most)) throw new Error(`${variable}: above 0 and at most ${most}`);
  return value;
}

export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** By how many percent the line through the points after `from` rises until the last. */
export function risePercent(points: Point[], from: number): number {
  const kept = points.filter(([minute]) => minute >= from);
  const [first, last] = [kept[0]?.[0] ?? 0, kept.at(-1)?.[0] ?? 0];
  const mean = (of: 0 | 1) => kept.reduce((sum, point) => sum + point[of], 0) / kept.length;
  const [x, y] = [mean(0), mean(1)];
  const spread = kept.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  const slope = kept.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / spread;
  return ((slope * (last - first)) / (y + slope * (first - x))) * 100;
}
