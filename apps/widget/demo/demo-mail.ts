/** The demo's mail doors: write as a customer, and read what left. */
export interface SentMail {
  id: string;
  at: string;
  to: string | string[] | { address: string }[];
  subject: string;
  text: string;
  messageId: string;
  references: string[] | string | null;
}

export interface CustomerMail {
  from: string;
  name: string;
  subject: string;
  text: string;
  inReplyTo?: string;
}

/** Throws with the reason as the server words it. */
export async function writeMail(mail: CustomerMail): Promise<void> {
  const answer = await fetch('/api/demo/mail', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(mail),
  });
  if (answer.ok) return;
  const problem = (await answer.json().catch(() => ({}))) as { title?: string; detail?: string };
  throw new Error(problem.detail ?? problem.title ?? String(answer.status));
}

export async function sentMail(): Promise<SentMail[]> {
  const answer = await fetch('/api/demo/outbox');
  if (!answer.ok) throw new Error(String(answer.status));
  const body = (await answer.json()) as SentMail[] | { items: SentMail[] };
  const mails = Array.isArray(body) ? body : body.items;
  return [...mails].sort((a, b) => b.at.localeCompare(a.at));
}

export function addressesOf(to: SentMail['to']): string[] {
  return [to].flat().map((one) => (typeof one === 'string' ? one : one.address));
}

/** A reply as mail programs write it: the new words on top, the old ones quoted below. */
export function quoted(text: string, intro: string, original: string): string {
  const lines = original.trimEnd().split(/\r?\n/);
  return `${text.trim()}\n\n${intro}\n${lines.map((line) => `> ${line}`).join('\n')}\n`;
}

export function replySubject(subject: string): string {
  return /^re\s*:/i.test(subject) ? subject : `Re: ${subject}`;
}
