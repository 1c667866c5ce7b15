/** Starts the embedded carrier in a process of its own: as a child that is told its options, or alone from the settings. */
import { startVoiceNode, type RunningVoiceNode } from '@lib/voice-node';
import { pino } from 'pino';
import type { Settings } from './settings.js';

// The line of the house (libs/platform logging), without its room: half of a child's start would go into loading that.
const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }).child({ room: 'voice-node' });
let running: RunningVoiceNode | undefined;

if (process.send) {
  // The parent's end is ours too: a carrier nobody listens to would hold ports and calls.
  process.once('disconnect', () => void stop());
  process.once('message', (message: { level?: string; start?: Settings }) => {
    log.level = message.level ?? log.level;
    if (message.start) void start(message.start);
  });
} else {
  const { settingsAlone } = await import('./settings.js');
  const { level, settings } = settingsAlone();
  log.level = level;
  void start(settings);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());

async function start(settings: Settings): Promise<void> {
  try {
    running = await startVoiceNode({
      ...settings,
      log: (level, text, details) => log[level](details ?? {}, text),
    });
    process.send?.({ ready: { port: running.port } });
  } catch (error) {
    log.error({ error: String(error) }, 'voice-node could not start');
    process.exit(1);
  }
}

async function stop(): Promise<void> {
  await running?.close().catch((error: unknown) => log.error({ error: String(error) }, 'stopped badly'));
  process.exit(0);
}
