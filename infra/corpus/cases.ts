/** The corpus as it lies in its folder: every file of the manifest with what a correct reader finds in it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const Report = z.object({
  recipient: z.string().nullish(),
  action: z.string().nullish(),
  hard: z.boolean().nullish(),
});
const Person = z.object({ address: z.string() });
const Count = z.tuple([z.string(), z.number()]);

export const Expected = z.object({
  subject: z.string().optional(),
  message_id: z.string().optional(),
  in_reply_to: z.string().optional(),
  from_addresses: z.array(z.string()).optional(),
  to_addresses: z.array(z.string()).optional(),
  from_list: z.array(Person).optional(),
  to_list: z.array(Person).optional(),
  attachments: z.array(z.string()).optional(),
  attachment_sizes: z.array(z.number()).optional(),
  attachment_count: z.number().optional(),
  body_contains: z.array(z.string()).optional(),
  text_equals: z.string().optional(),
  text_contains_count: Count.optional(),
  bounce: z.boolean().optional(),
  delayed: z.boolean().optional(),
  hard: z.boolean().optional(),
  is_auto: z.boolean().optional(),
  feedback_loop: z.boolean().optional(),
  final_recipient: z.string().optional(),
  recipients_gt: z.number().optional(),
  reports: z.array(Report).optional(),
  reply_text: z.string().optional(),
  first_fragment: z.string().optional(),
  nothing_removed: z.boolean().optional(),
  elided: z.string().optional(),
});
export type Expected = z.infer<typeof Expected>;

export interface CorpusCase {
  file: string;
  /** As the manifest says: bounce, feedback, message or reply-text. */
  kind: string;
  raw: Buffer;
  expected: Expected;
}

const Line = z.object({ file: z.string(), expect: Expected });

export function readCases(folder: string): CorpusCase[] {
  const kinds = new Map(
    readFileSync(join(folder, 'manifest.tsv'), 'utf8')
      .split('\n')
      .map((line) => line.split('\t'))
      .map(([file = '', kind = '']) => [file, kind] as const),
  );
  return readFileSync(join(folder, 'expectations.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line, at) => {
      const { file, expect } = Line.parse(JSON.parse(line));
      const kind = kinds.get(file) ?? 'message';
      const content = readFileSync(join(folder, file));
      return { file, kind, raw: kind === 'reply-text' ? asMail(content, at) : content, expected: expect };
    });
}

/** A bare text is put into an envelope of its own, so that each is a mail of somebody else. */
function asMail(text: Buffer, at: number): Buffer {
  const head = [
    `From: Author ${at} <author-${at}@corpus.example>`,
    'To: support@guichet.test',
    `Subject: Reply text ${at}`,
    `Message-ID: <reply-text-${at}@corpus.example>`,
    'Date: Thu, 02 Apr 2026 09:00:00 +0200',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
  ];
  const body = text.toString('base64').replace(/.{76}/g, '$&\r\n');
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}\r\n`);
}
