/** The worker thread that reads strangers' mail: whatever a mail does to it, the service outside goes on. */
import { getPriority, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { cleanHtml } from './clean-html.js';
import { withHtml, type ParseOrder, type ParseReply, type ReaderReady } from './parse-messages.js';
import { readMailFile } from './read-mail.js';

/** More of a nice value: two fifths of the weight of everybody else. At 10, a tenth, mail is read a third slower. */
const A_LITTLE_LATER = 4;
const LAST = 19;
/** HTML this small cannot hold the sanitiser up for long, so it travels with the rest. */
const SMALL_HTML = 32 * 1024;

const port = parentPort;
if (!port) throw new Error('parse-worker runs only as a worker thread');
stepBack();
port.on('message', (order: ParseOrder) => void answer(order));
port.postMessage({ kind: 'ready' } satisfies ReaderReady);

async function answer(order: ParseOrder): Promise<void> {
  try {
    const read = await readMailFile(order.path, order);
    const { mail, rawHtml, rawAttachedHtml } = read;
    const htmlFollows = [rawHtml, ...rawAttachedHtml].join('').length > SMALL_HTML;
    say({
      id: order.id,
      kind: 'read',
      mail: htmlFollows ? mail : withHtml(mail, cleanHtml(read)),
      htmlFollows,
    });
    if (htmlFollows) say({ id: order.id, kind: 'html', ...cleanHtml(read) });
  } catch (error) {
    say({ id: order.id, kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
  }
}

function say(reply: ParseReply): void {
  port?.postMessage(reply);
}

/**
 * Reading can wait for people who talk, and for mail servers that want their 250. On Linux a thread has a priority of its
 * own (setpriority(2), PRIO_PROCESS 0); elsewhere the whole process would step back. From where the process stands: one that was
 * started with a nice value may not take it back.
 */
function stepBack(): void {
  if (process.platform === 'linux') setPriority(Math.min(LAST, getPriority() + A_LITTLE_LATER));
}
