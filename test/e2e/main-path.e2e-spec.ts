/** The main job, all in one process: a call, a mail and a chat become one ticket with one owner. */
import { readFileSync } from 'node:fs';
import { jest } from '@jest/globals';
import { startApp, type RunningApp } from '../support/app.js';
import { startDovecot, type Dovecot } from '../support/dovecot.js';
import { tellMainPath } from '../support/main-path-story.js';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js';

jest.setTimeout(90_000);

let app: RunningApp;
let dovecot: Dovecot;
let sink: SmtpSink;

beforeAll(async () => {
  [dovecot, sink] = await Promise.all([startDovecot({ users: 2 }), startSmtpSink()]);
  app = await startApp({
    env: {
      SMTP_URL: sink.url,
      IMAP_URL: `${dovecot.url('box1')}/INBOX?mailbox=support@guichet.test`,
      IMAP_TLS_INSECURE: '1',
    },
  });
});

afterAll(async () => {
  await app?.dispose();
  await dovecot?.stop();
  await sink?.stop();
});

tellMainPath(() => ({ origin: app.url, smtpPort: app.smtpPort, dovecot, sink }));

test('one process of ours and one carrier: nothing is started twice', () => {
  const children = readFileSync(`/proc/${app.pid}/task/${app.pid}/children`, 'utf8').trim().split(' ');
  const programs = children.map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  expect(programs.filter((line) => line.includes('voice-node'))).toHaveLength(1);
});
