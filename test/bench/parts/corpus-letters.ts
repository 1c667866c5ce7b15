/** Mail of real programs as letters of a bench: each under a sender and an id of its own, to our address, as often as it takes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readCases } from '../../../infra/corpus/cases.js';

const FOLDER = '../shared/corpus/mail';
/** Said anew, or what would make it no letter to us: an answer, a copy for a list, a machine's. */
const OURS =
  /^(?:from|to|cc|bcc|sender|reply-to|message-id|in-reply-to|references|return-path|delivered-to|x-original-to|auto-submitted|precedence|list-[\w-]+|x-auto[\w-]*|x-loop|mime-version):/i;

let sources: { head: string; body: Buffer }[] | undefined;

/** Throws when the folder is not there: nothing is measured in its name. */
export function corpusLetter(kind: string, n: number): Buffer {
  sources ??= read();
  const source = sources[n % sources.length];
  if (!source) throw new Error(`There is no mail in ${FOLDER}`);
  const head = [
    `From: Client ${n} <client${n}.${kind}@example.net>`,
    'To: support@guichet.test',
    `Message-ID: <${kind}.${n}@mail.example.net>`,
    'MIME-Version: 1.0',
  ].join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n${source.head}\r\n\r\n`, 'latin1'), source.body]);
}

function read(): { head: string; body: Buffer }[] {
  if (!existsSync(join(FOLDER, 'manifest.tsv'))) throw new Error(`There is no corpus in ${FOLDER}`);
  return readCases(FOLDER).flatMap(({ kind, raw, expected }) => {
    const end = /\r?\n\r?\n/.exec(raw.toString('latin1'));
    const returned = kind === 'bounce' || kind === 'feedback' || expected.is_auto || expected.bounce;
    if (returned || !end || !/^[!-9;-~]+:/.test(raw.subarray(0, 80).toString('latin1'))) return [];
    const fields = raw
      .subarray(0, end.index)
      .toString('latin1')
      .split(/\r?\n(?![ \t])/);
    const head = fields.filter((field) => !OURS.test(field)).map((field) => field.replace(/\r?\n/g, '\r\n'));
    return [{ head: head.join('\r\n'), body: raw.subarray(end.index + end[0].length) }];
  });
}
