/** Tells the front door how far the start is; without one (a container, a test) it says nothing. */
import { ConfigError, logger } from '@lib/platform';

type StepName = 'database' | 'migrations' | 'voice' | 'mail' | 'http';

const send = (message: object): void => {
  if (process.connected) process.send?.(message);
};

export async function step<T>(name: StepName, work: () => Promise<T>): Promise<T> {
  send({ step: name, state: 'begin' });
  const result = await work();
  send({ step: name, state: 'done' });
  return result;
}

export const report = {
  ready(ready: object): void {
    send({ ready });
  },
  fatal(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (!process.connected) {
      if (error instanceof ConfigError) process.stderr.write(`${message}\n`);
      else logger('guichet').fatal({ err: error }, 'could not start');
    }
    send({ fatal: { message, hint: hintFor(error) } });
  },
};

function hintFor(error: unknown): string {
  if (error instanceof ConfigError) return 'Correct the settings above and start again.';
  if (error instanceof Error && 'hint' in error && typeof error.hint === 'string') return error.hint;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return 'The port is taken: set PORT (pages and API) or SMTP_IN_PORT (mail) to a free one.';
  if (code === 'ENOSPC') return 'The disk is full: make room, or set GUICHET_DATA_DIR to another one.';
  if (code === 'EACCES')
    return 'The data folder belongs to somebody else: set GUICHET_DATA_DIR to one of yours.';
  return 'Set LOG_LEVEL=debug to see more.';
}
