/** How many of those who came were answered in time, as one figure with both its numbers. */
import type { ServiceLevel } from '@lib/contracts';
import { say } from '../../i18n.js';

/** 0 to 100; null while nobody has come. */
export function percentOf(levels: readonly ServiceLevel[]): number | null {
  const came = levels.reduce((sum, { answered, abandoned }) => sum + answered + abandoned, 0);
  const inTime = levels.reduce((sum, level) => sum + level.inTime, 0);
  return came === 0 ? null : Math.round((inTime / came) * 100);
}

export function shareText(level: ServiceLevel | undefined): string | null {
  const percent = level ? percentOf([level]) : null;
  return level && percent !== null ? say('live.share', { percent, seconds: level.withinSeconds }) : null;
}
