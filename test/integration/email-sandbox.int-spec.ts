/** Without a relay nothing leaves the machine: the sandbox keeps the mail, and the demo page plays the customer. */
import { CustomerText } from '@lib/contracts';
import { Dispatches } from '@lib/bus';
import { newId } from '@lib/platform';
import { useDatabase } from '../support/postgres.js';
import { until } from '../support/chat-edge.js';
import { startMailEdge, type MailEdge } from '../support/mail-edge.js';

const database = useDatabase();
let edge: MailEdge;

beforeAll(async () => {
  edge = await startMailEdge(database.url, { GUICHET_DEMO: '1' });
});
afterAll(() => edge?.close());

interface Outbox {
  items: { messageId: string; replyTo: string; subject: string; to: string[]; references: string[] }[];
}

test('a customer writes, the answer lies in the outbox, and the customer’s reply finds the ticket', async () => {
  const write = (body: object) =>
    edge.call('/api/demo/mail', {
      method: 'POST',
      role: null,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const first = await write({
    from: 'eva@example.net',
    name: 'Eva, the first',
    subject: 'Bonjour',
    text: 'Il pleut.',
  });
  expect(first.status).toBe(202);
  const { messageId } = (await first.json()) as { messageId: string };
  const question = await until(async () => (await edge.inbox())[0]);
  expect(question).toMatchObject({
    from: { value: 'eva@example.net', name: 'Eva, the first' },
    subject: 'Bonjour',
  });
  expect(question.threadKeys).toEqual([`mid:${messageId}`]);

  await edge.database.transaction((tx) =>
    edge.app.get(Dispatches).put(
      tx,
      {
        channel: 'email',
        kind: 'message',
        ticketId: newId(),
        ticketNumber: 'G-000007',
        messageId: newId(),
        mailbox: 'support@guichet.test',
        fromName: 'Léa',
        to: [{ address: 'eva@example.net' }],
        cc: [],
        subject: 'Re: Bonjour [G-000007]',
        text: CustomerText.parse('Prenez un parapluie.'),
        inReplyTo: messageId,
        references: [messageId],
        attachments: [],
        locale: 'fr',
        automatic: false,
      },
      { key: 'answer' },
    ),
  );
  const outbox = await until(async () => {
    const page = (await (await edge.call('/api/demo/outbox', { role: null })).json()) as Outbox;
    return page.items[0];
  });
  expect(outbox).toMatchObject({
    to: ['eva@example.net'],
    subject: 'Re: Bonjour [G-000007]',
    references: [messageId],
  });

  await write({
    from: 'eva@example.net',
    to: outbox.replyTo,
    subject: 'Re: Bonjour',
    text: 'Merci !',
    inReplyTo: outbox.messageId,
    references: [messageId, outbox.messageId],
  });
  const reply = await until(async () => (await edge.inbox())[1]);
  expect(reply.threadKeys.slice(0, 3)).toEqual([
    'ticket:G-000007',
    `mid:${outbox.messageId}`,
    `mid:${messageId}`,
  ]);
});
