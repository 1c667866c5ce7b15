/** One JSON line per log entry: error = someone must act, warn = it healed itself, info = business facts with ids. */
import { pino, type Logger } from 'pino';
import { firstLevel } from './config.log.js';

const root: Logger = pino({ level: firstLevel(), base: null, timestamp: pino.stdTimeFunctions.isoTime });

/** Called once by an app's start-up; tests stay silent. */
export function configureLogging(level: string): void {
  root.level = level;
}

export function logger(room: string): Logger {
  return root.child({ room });
}

export type { Logger };
