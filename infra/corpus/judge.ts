/** One mail of the corpus against what became of it: each expectation met or not, by class. */
import type { MailRecord } from '@lib/contracts';
import type { CorpusCase, Expected } from './cases.js';
import type { Outcome } from './product.js';

export type Kind =
  | 'settled'
  | 'bounce'
  | 'delayed'
  | 'not a bounce'
  | 'hard or not'
  | 'failed recipient'
  | 'complaint'
  | 'automatic'
  | 'subject'
  | 'sender'
  | 'recipients'
  | 'ids'
  | 'attachments'
  | 'body line'
  | 'reply text'
  | 'no author’s line hidden'
  | 'quotation is out of the reply';

export interface Judgement {
  file: string;
  kind: Kind;
  met: boolean;
  wanted: unknown;
  got: unknown;
}

type Found = NonNullable<MailRecord['parsed']> & Pick<MailRecord, 'verdict' | 'reports'>;
type Rule = (expected: Expected, found: Found, one: CorpusCase) => Omit<Judgement, 'file'>[];

export function judge(one: CorpusCase, outcome: Outcome | undefined): Judgement[] {
  const mail = outcome?.mail;
  const settled = mail !== undefined && mail.state !== 'stored';
  const found = mail?.parsed ? { ...mail.parsed, verdict: mail.verdict, reports: mail.reports } : emptyFound;
  return [
    { kind: 'settled' as const, met: settled, wanted: 'an end', got: mail?.state },
    ...rules.flatMap((rule) => rule(one.expected, found, one)),
  ].map((judgement) => ({ ...judgement, file: one.file }));
}

const emptyFound: Found = {
  from: [],
  to: [],
  subject: '',
  messageId: null,
  inReplyTo: null,
  references: [],
  attachments: [],
  text: '',
  replyText: '',
  verdict: null,
  reports: [],
};

const rules: Rule[] = [bounces, recipients, labels, heads, attachments, bodyLines, replies];

/** Returned mail, given up or not yet: a notice of delay is expected as such, by whatever name the source calls it. */
function bounces(
  expected: Expected,
  { verdict, reports }: Found,
  { kind, raw }: CorpusCase,
): ReturnType<Rule> {
  const got = { bounce: verdict?.bounce ?? false, delayed: verdict?.delayed ?? false };
  const all: ReturnType<Rule> = [];
  const onlyDelay =
    expected.reports !== undefined &&
    expected.reports.length > 0 &&
    expected.reports.every((report) => report.action === 'delayed');
  if (expected.bounce && onlyDelay)
    all.push({ kind: 'bounce', met: got.bounce || got.delayed, wanted: 'delayed', got });
  else if (expected.bounce) all.push({ kind: 'bounce', met: got.bounce, wanted: true, got });
  else if (expected.bounce === false)
    all.push({ kind: 'not a bounce', met: !got.bounce, wanted: false, got });
  else if ((kind === 'message' || kind === 'reply-text') && !looksReturned(raw))
    all.push({ kind: 'not a bounce', met: !got.bounce && !got.delayed, wanted: false, got });
  if (expected.delayed !== undefined)
    all.push({ kind: 'delayed', met: got.delayed === expected.delayed, wanted: expected.delayed, got });
  if (expected.hard !== undefined)
    all.push({
      kind: 'hard or not',
      met: verdict?.hard === expected.hard,
      wanted: expected.hard,
      got: reports,
    });
  return all;
}

/** Some collections of odd mail hold reports without saying so. */
function looksReturned(raw: Buffer): boolean {
  const head =
    raw
      .subarray(0, 8_000)
      .toString('latin1')
      .split(/\r?\n\r?\n/)[0] ?? '';
  return /^from:.{0,200}(?:mailer-daemon|postmaster)|report-type="?delivery-status/im.test(head);
}

function recipients(expected: Expected, { reports }: Found): ReturnType<Rule> {
  const got = reports.map((report) => report.recipient?.toLowerCase() ?? '');
  const wanted = [
    ...(expected.reports ?? []).map((report) => report.recipient ?? ''),
    ...(expected.final_recipient ? [expected.final_recipient] : []),
  ].filter(Boolean);
  const named = wanted.map((recipient) => ({
    kind: 'failed recipient' as const,
    met: got.includes(recipient.toLowerCase()),
    wanted: recipient,
    got,
  }));
  const { recipients_gt: more } = expected;
  if (more === undefined) return named;
  return [...named, { kind: 'failed recipient', met: got.length > more, wanted: `more than ${more}`, got }];
}

function labels(expected: Expected, { verdict }: Found): ReturnType<Rule> {
  const all: ReturnType<Rule> = [];
  if (expected.is_auto !== undefined)
    all.push({
      kind: 'automatic',
      met: verdict?.auto === expected.is_auto,
      wanted: expected.is_auto,
      got: verdict,
    });
  if (expected.feedback_loop)
    all.push({ kind: 'complaint', met: verdict?.complaint === true, wanted: true, got: verdict });
  return all;
}

function heads(expected: Expected, found: Found): ReturnType<Rule> {
  const all: ReturnType<Rule> = [];
  const same = (kind: Kind, wanted: unknown, got: unknown): void => {
    if (wanted !== undefined)
      all.push({ kind, met: JSON.stringify(wanted) === JSON.stringify(got), wanted, got });
  };
  const from = found.from.map((one) => one.address);
  const to = found.to.map((one) => one.address);
  same('subject', expected.subject && oneLine(expected.subject), oneLine(found.subject));
  same('ids', expected.message_id, found.messageId ?? '');
  same('ids', expected.in_reply_to, found.inReplyTo ?? '');
  same('sender', expected.from_addresses, from);
  same(
    'sender',
    expected.from_list?.map((one) => one.address),
    from,
  );
  same('recipients', expected.to_addresses, to);
  same(
    'recipients',
    expected.to_list?.map((one) => one.address),
    to,
  );
  return all;
}

function attachments(expected: Expected, found: Found): ReturnType<Rule> {
  const all: ReturnType<Rule> = [];
  const same = (wanted: unknown, got: unknown): void => {
    if (wanted !== undefined)
      all.push({ kind: 'attachments', met: JSON.stringify(wanted) === JSON.stringify(got), wanted, got });
  };
  same(expected.attachment_count, found.attachments.length);
  same(
    expected.attachments,
    found.attachments.map((one) => one.name),
  );
  same(
    expected.attachment_sizes,
    found.attachments.map((one) => one.size),
  );
  return all;
}

function bodyLines(expected: Expected, { text }: Found): ReturnType<Rule> {
  const wanted = [
    ...(expected.body_contains ?? []),
    ...(expected.text_equals ?? '').split(/\r?\n/),
    ...(expected.text_contains_count && expected.text_contains_count[1] > 0
      ? [expected.text_contains_count[0]]
      : []),
  ].filter((line) => line.trim() !== '');
  const whole = oneLine(text);
  return wanted.map((line) => ({
    kind: 'body line',
    met: whole.includes(oneLine(line)),
    wanted: line,
    got: whole,
  }));
}

function replies(expected: Expected, { replyText, text }: Found): ReturnType<Rule> {
  const got = oneLine(replyText);
  const wanted = expected.reply_text ?? (expected.nothing_removed ? text : undefined);
  if (wanted === undefined) {
    const { first_fragment: first } = expected;
    return first === undefined
      ? []
      : [{ kind: 'no author’s line hidden', met: got.startsWith(oneLine(first)), wanted: first, got }];
  }
  const all: ReturnType<Rule> = [
    { kind: 'reply text', met: got === oneLine(wanted), wanted, got: replyText },
    { kind: 'no author’s line hidden', met: holds(got, wanted), wanted, got: replyText },
  ];
  if (expected.elided)
    all.push({
      kind: 'quotation is out of the reply',
      met: !got.includes(oneLine(expected.elided)),
      wanted: expected.elided,
      got: replyText,
    });
  return all;
}

function holds(whole: string, wanted: string): boolean {
  return wanted.split(/\r?\n/).every((line) => whole.includes(oneLine(line)));
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
