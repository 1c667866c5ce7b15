/** Returned mail in the manners of mail systems, and ordinary mail that only speaks of it. */
import fc from 'fast-check';
import { readMail } from './read-mail.js';

async function read(head: string[], body: string) {
  const raw = ['To: support@guichet.test', ...head, 'Content-Type: text/plain; charset=utf-8', '', body].join(
    '\n',
  );
  return (await readMail(Buffer.from(raw))).mail;
}

const daemon = 'From: Mail Delivery System <MAILER-DAEMON@mx.example>';
const below =
  '\n\n--- Below is a copy of the message.\n\nFrom: support@guichet.test\nTo: other@example.net\nMessage-ID: <x@y>\n';

test.each([
  [
    'the address in brackets before its reason',
    'failure notice',
    "I wasn't able to deliver your message.\n\n<lost@example.net>:\nno mailbox here by that name.",
  ],
  [
    'the address alone on an indented line',
    'Mail delivery failed',
    'A message that you sent could not be delivered.\n\n  lost@example.net\n    550 5.1.1 User unknown',
  ],
  [
    'the address before a colon',
    'Delivery status notification: error',
    'An error has occurred.\n\nlost@example.net: 550 5.1.1 User unknown',
  ],
  [
    'a fatal error and its transcript',
    'Returned mail',
    '----- The following addresses had permanent fatal errors -----\n<lost@example.net>\n\n----- Transcript of session follows -----\n550 lost@example.net... User unknown',
  ],
  [
    'who was not reached, on a date',
    'Undeliverable: hello',
    'Your message did not reach the following recipient(s):\n\nlost@example.net on Thu, 2 Apr 2026\n   The recipient was not found',
  ],
  [
    'attempts and then the address',
    'Undeliverable Mail',
    'Delivery failed 20 attempts: lost@example.net\nUnknown user',
  ],
  [
    'the command it sent',
    'Re: hello',
    'Error message below:\n550 - no such user here\n\nMessage details:\n  MAIL FROM: support@guichet.test\n  RCPT TO: lost@example.net',
  ],
])('a report that gives %s names whom it failed to reach', async (_manner, subject, report) => {
  const mail = await read([daemon, `Subject: ${subject}`], report + below);
  expect(mail.verdict).toMatchObject({ bounce: true, delayed: false, hard: true, auto: true });
  expect(mail.reports.map((one) => one.recipient)).toEqual(['lost@example.net']);
});

test.each([
  ['English', 'Your message could not be delivered.', 'User unknown'],
  ['French', 'Votre message n’a pas pu être remis.', 'Destinataire inconnu'],
  ['German', 'Ihre Nachricht konnte nicht zugestellt werden.', 'Empfänger unbekannt'],
  ['Spanish', 'No se pudo entregar su mensaje.', 'El destinatario no existe'],
  ['Italian', 'Il messaggio non può essere consegnato.', 'Utente sconosciuto'],
  ['Portuguese', 'Sua mensagem não pôde ser entregue.', 'Usuário desconhecido'],
  ['Dutch', 'Uw bericht kon niet worden bezorgd.', 'Gebruiker onbekend'],
  ['Polish', 'Wiadomość nie mogła zostać dostarczona.', 'Użytkownik nieznany'],
  ['Russian', 'Письмо не может быть доставлено.', 'Пользователь не найден'],
  ['Japanese', '次の宛先に送信できませんでした。送信できません', '宛先不明'],
  ['Chinese', '您的邮件无法投递。', '用户不存在'],
])('a daemon that writes %s is understood by its text alone', async (_language, text, reason) => {
  const mail = await read([daemon, 'Subject: ...'], `${text}\n\n<lost@example.net>: ${reason}${below}`);
  expect(mail.verdict).toMatchObject({ bounce: true, hard: true });
  expect(mail.reports[0]?.recipient).toBe('lost@example.net');
});

test.each([
  ['a full mailbox', '452 4.2.2 Mailbox full'],
  ['a refusal as spam', '550 5.7.1 Message rejected as spam'],
  ['a sender who may not', '550 5.7.26 Unauthenticated mail is not accepted: unknown user policy'],
  ['an address of ours that is refused', '501 5.1.8 Sender address rejected: domain not found'],
])('%s is no fault of the address', async (_cause, reason) => {
  const mail = await read([daemon, 'Subject: Undelivered mail'], `<lost@example.net>: ${reason}${below}`);
  expect(mail.verdict).toMatchObject({ bounce: true, hard: false });
});

test('a warning that delivery goes on is a delay and no bounce', async () => {
  const mail = await read(
    [daemon, 'Subject: Delivery Status Notification (Delay)'],
    'Delivery to the following recipient has been delayed:\n\n     lost@example.net\n\nMessage will be retried for 2 more day(s)',
  );
  expect(mail.verdict).toMatchObject({ bounce: false, delayed: true, hard: false });
  expect(mail.reports).toMatchObject([{ recipient: 'lost@example.net', action: 'delayed' }]);
});

test.each([
  [
    'forwards one',
    ['From: Zoe <zoe@example.net>', 'Subject: Fwd: Undelivered Mail Returned to Sender'],
    'Why do I get this?\n\n<lost@example.net>: 550 5.1.1 User unknown',
  ],
  [
    'asks about one',
    ['From: Zoe <zoe@example.net>', 'Subject: Mail delivery failed'],
    'My mail could not be delivered. Can you help?',
  ],
  [
    'is away',
    [
      'From: Zoe <zoe@example.net>',
      'Return-Path: <>',
      'Auto-Submitted: auto-replied',
      'Subject: Automatic reply: hello',
    ],
    'I have left the company. Your mail was not delivered to anybody else.',
  ],
  [
    'waits for a parcel',
    ['From: Parcels <hello@parcels.example>', 'Subject: Delivery status of your parcel', 'Return-Path: <>'],
    'Your parcel is on its way.',
  ],
])('somebody who %s has not returned anything', async (_who, head, body) => {
  expect((await read(head, body)).verdict).toMatchObject({ bounce: false, delayed: false });
});

test('a receipt for a mail that was read is not a bounce', async () => {
  const mail = await read([daemon, 'Subject: Read: hello', 'X-Kind: receipt'], 'Your message was displayed.');
  expect(mail.verdict.bounce).toBe(false);
});

test('whatever a daemon writes, it is read in no time and names at most fifty', async () => {
  const piece = fc.constantFrom(
    '<a@b.example>',
    'lost@example.net',
    ':',
    '550 5.1.1',
    '\n',
    ' ',
    'user unknown',
    '-----',
    '@',
    '<<<',
    'to',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 2_000 }), async (pieces) => {
      const begun = performance.now();
      const mail = await read([daemon, 'Subject: failure notice'], pieces.join(''));
      expect(mail.reports.length).toBeLessThanOrEqual(50);
      expect(performance.now() - begun).toBeLessThan(1_000);
    }),
    { numRuns: 30 },
  );
});
