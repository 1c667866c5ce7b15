/** What machines say about themselves, and what people write that only looks like it. */
import { judgeAutomatic } from './automatic-mail.js';
import { readHeaderBlock } from './header-block.js';

const judge = (...headers: string[]) =>
  judgeAutomatic(readHeaderBlock(Buffer.from(`From: zoe@example.net\r\n${headers.join('\r\n')}\r\n\r\nx`)));

test.each([
  ['Auto-Submitted: auto-replied'],
  ['Auto-Submitted: auto-generated (failure)'],
  ['Auto-Submitted: auto-notified; owner-email="x@example.net"'],
  ['Return-Path: <>'],
  ['From: Mail Delivery <MAILER-DAEMON@mx.example>'],
  ['Precedence: auto_reply'],
  ['X-Auto-Response-Suppress: DR, OOF, AutoReply'],
  ['X-Autoreply: yes'],
  ['X-Autorespond: anything'],
  ['X-FC-MachineGenerated: true'],
  ['X-Loop: yes'],
  ['Delivered-To: Autoresponder'],
])('automatic: %s', (header) => {
  const verdict = judge(header);
  expect(verdict).toMatchObject({ auto: true, outOfOffice: false });
  expect(verdict.evidence.length).toBeGreaterThan(0);
});

test.each([
  ['Precedence: bulk'],
  ['Precedence: list'],
  ['List-Id: <news.example.net>'],
  ['List-Unsubscribe: <https://x>'],
  ['Feedback-ID: 1:2:3'],
])('bulk, but not automatic: %s', (header) =>
  expect(judge(header)).toMatchObject({ bulk: true, auto: false }),
);

test.each([
  ['Subject: Automatic reply: Invoice'],
  ['Subject: =?utf-8?q?R=C3=A9ponse_automatique_=3A_facture?='],
  ['Subject: Abwesenheitsnotiz: Rechnung'],
  ['Subject: Absence du bureau'],
  ['Subject: Out of the office'],
  ['Subject: Fuera de la oficina'],
  ['X-MS-Exchange-Inbox-Rules-Loop: zoe@example.net'],
])('out of office: %s', (header) => expect(judge(header)).toMatchObject({ auto: true, outOfOffice: true }));

test.each([
  ['Auto-Submitted: no'],
  ['X-Autoreply: no'],
  ['Subject: I was absent yesterday'],
  ['Subject: The automatic reply you sent me is wrong'],
  ['Subject: Autonomie de la batterie'],
  ['Precedence: first-class'],
])('a person: %s', (header) =>
  expect(judge(header)).toMatchObject({ auto: false, bulk: false, outOfOffice: false, evidence: [] }),
);
