/** The thread that checks senders: whatever a mail does to it, the service outside goes on; names are asked outside. */
import { createReadStream } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { AskName, NameAnswer } from './mail-dns.js';
import { checkSender, NOT_CHECKED } from './sender-check.js';
import type { FromChecker, ToChecker } from './trust-messages.js';

const port = parentPort;
if (!port) throw new Error('trust-worker runs only as a worker thread');
const waiting = new Map<number, (answer: NameAnswer) => void>();
let questions = 0;
port.on('message', (message: ToChecker) => {
  if (message.kind === 'check') void check(message);
  else {
    waiting.get(message.question)?.(message.answer);
    waiting.delete(message.question);
  }
});
say({ kind: 'ready' });

async function check({ id, path, order }: Extract<ToChecker, { kind: 'check' }>): Promise<void> {
  try {
    say({ kind: 'checked', id, check: await checkSender(createReadStream(path), order, asker(id)) });
  } catch {
    say({ kind: 'checked', id, check: { state: 'unreadable', ...NOT_CHECKED } });
  }
}

function asker(id: number): AskName {
  return async (name, type) => {
    const question = (questions += 1);
    const answer = await new Promise<NameAnswer>((resolve) => {
      waiting.set(question, resolve);
      say({ kind: 'ask', id, question, name, type });
    });
    if ('records' in answer) return answer.records;
    throw Object.assign(new Error(answer.code), { code: answer.code });
  };
}

function say(message: FromChecker): void {
  port?.postMessage(message);
}
