/** Mails passed on in their text, as the programs of many languages write them: found with their sender, or not guessed. */
import { readForwardedText } from './forwarded-text.js';

/** [language and program, subject, lines between the agent's words and the customer's]. */
const blocks: [string, string, string[]][] = [
  [
    'Gmail',
    'Fwd: Panne',
    [
      '---------- Forwarded message ---------',
      'De : Zoé Martin <zoe@example.net>',
      'Date: jeu. 2 avr. 2026 à 09:00',
      'Subject: Panne',
      'To: <lea@guichet.test>',
    ],
  ],
  [
    'Apple Mail, quoted',
    'Fwd: Panne',
    [
      '> Begin forwarded message:',
      '> ',
      '> From: "Zoé Martin" <zoe@example.net>',
      '> Subject: Panne',
      '> Date: 2 April 2026 at 09:00:00 CEST',
      '> To: lea@guichet.test',
      '> ',
    ],
  ],
  [
    'Apple, French',
    'Fwd: Panne',
    [
      'Début du message transféré :',
      '',
      'De: Zoé Martin <zoe@example.net>',
      'Date: 2 avril 2026 à 09:00:00 UTC+2',
      'À: lea@guichet.test',
      'Objet: Panne',
    ],
  ],
  [
    'Thunderbird, French',
    'Fwd: Panne',
    [
      '-------- Message transféré --------',
      'Sujet : Panne',
      'Date : Thu, 2 Apr 2026 09:00:00 +0200',
      'De : Zoé Martin <zoe@example.net>',
      'Pour : lea@guichet.test',
    ],
  ],
  [
    'Outlook, French: no mark',
    'TR: Panne',
    [
      '________________________________',
      'De : Zoé Martin <zoe@example.net>',
      'Envoyé : jeudi 2 avril 2026 09:00',
      'À : Léa <lea@guichet.test>',
      'Objet : Panne',
    ],
  ],
  [
    'Outlook, German',
    'WG: Panne',
    [
      'Von: Zoé Martin <zoe@example.net>',
      'Gesendet: Donnerstag, 2. April 2026 09:00',
      'An: Lea <lea@guichet.test>',
      'Betreff: Panne',
    ],
  ],
  [
    'Outlook, with bold labels and links',
    'FW: Panne',
    [
      '*From:* Zoé Martin <zoe@example.net<mailto:zoe@example.net>>',
      '*Sent:* Thursday, April 2, 2026 9:00 AM',
      '*To:* Lea <lea@guichet.test<mailto:lea@guichet.test>>',
      '*Subject:* Panne',
    ],
  ],
  [
    'Outlook, blank lines between the fields',
    'FW: Panne',
    [
      'From: Zoé Martin <zoe@example.net>',
      '',
      'Sent: Thursday, April 2, 2026 9:00 AM',
      '',
      'To: Lea <lea@guichet.test>',
      '',
      'Subject: Panne',
      '',
    ],
  ],
  [
    'Yahoo: every field in one line',
    'Fw: Panne',
    [
      '----- Forwarded Message -----',
      'From: Zoé Martin <zoe@example.net>To: lea@guichet.test <lea@guichet.test>Sent: Thursday, April 2, 2026, 09:00:00 AM GMT+2Subject: Panne',
    ],
  ],
  ['Outlook 2019: a sentence', 'FW: Panne', ['On 2/4/2026, 09:00, "Zoé Martin" <zoe@example.net> wrote:']],
  [
    'Spanish',
    'RV: Panne',
    [
      '---------- Mensaje reenviado ---------',
      'De: Zoé Martin <zoe@example.net>',
      'Fecha: jue, 2 abr 2026 a las 9:00',
      'Asunto: Panne',
      'Para: <lea@guichet.test>',
    ],
  ],
  [
    'Italian',
    'I: Panne',
    ['Da: Zoé Martin <zoe@example.net>', 'Inviato: giovedì 2 aprile 2026 09:00', 'A: Lea', 'Oggetto: Panne'],
  ],
  [
    'Dutch',
    'Doorst: Panne',
    [
      'Begin doorgestuurd bericht:',
      '',
      'Van: Zoé Martin <zoe@example.net>',
      'Onderwerp: Panne',
      'Datum: 2 april 2026 om 09:00:00 CEST',
      'Aan: lea@guichet.test',
    ],
  ],
  [
    'Portuguese',
    'ENC: Panne',
    [
      'De: Zoé Martin <zoe@example.net>',
      'Enviada em: quinta-feira, 2 de abril de 2026 09:00',
      'Para: lea@guichet.test',
      'Assunto: Panne',
    ],
  ],
  [
    'Swedish',
    'VB: Panne',
    [
      'Från: Zoé Martin <zoe@example.net>',
      'Skickat: den 2 april 2026 09:00',
      'Till: lea@guichet.test',
      'Ämne: Panne',
    ],
  ],
  [
    'Danish',
    'VS: Panne',
    [
      'Fra: Zoé Martin <zoe@example.net>',
      'Sendt: 2. april 2026 09:00',
      'Til: lea@guichet.test',
      'Emne: Panne',
    ],
  ],
  [
    'Finnish',
    'VL: Panne',
    [
      'Lähettäjä: Zoé Martin <zoe@example.net>',
      'Lähetetty: torstai 2. huhtikuuta 2026 9.00',
      'Vastaanottaja: lea@guichet.test',
      'Aihe: Panne',
    ],
  ],
  [
    'Polish',
    'PD: Panne',
    [
      '---------- Przekazana wiadomość ---------',
      'Od: Zoé Martin <zoe@example.net>',
      'Data: czw., 2 kwi 2026 o 09:00',
      'Temat: Panne',
      'Do: <lea@guichet.test>',
    ],
  ],
  [
    'Czech',
    'Fwd: Panne',
    [
      '-------- Přeposlaná zpráva --------',
      'Předmět: Panne',
      'Datum: Thu, 2 Apr 2026 09:00:00 +0200',
      'Od: Zoé Martin <zoe@example.net>',
      'Komu: lea@guichet.test',
    ],
  ],
  [
    'Hungarian',
    'Fwd: Panne',
    [
      '-------- Továbbított üzenet --------',
      'Tárgy: Panne',
      'Dátum: Thu, 2 Apr 2026 09:00:00 +0200',
      'Feladó: Zoé Martin <zoe@example.net>',
      'Címzett: lea@guichet.test',
    ],
  ],
  [
    'Romanian',
    'Fwd: Panne',
    [
      '-------- Mesaj redirecționat --------',
      'Subiect: Panne',
      'Dată: Thu, 2 Apr 2026 09:00:00 +0200',
      'De la: Zoé Martin <zoe@example.net>',
      'Către: lea@guichet.test',
    ],
  ],
  [
    'Russian',
    'Fwd: Panne',
    [
      '-------- Перенаправленное сообщение --------',
      'Тема: Panne',
      'Дата: Thu, 2 Apr 2026 09:00:00 +0200',
      'От: Zoé Martin <zoe@example.net>',
      'Кому: lea@guichet.test',
    ],
  ],
  [
    'Ukrainian',
    'Fwd: Panne',
    [
      '-------- Переслане повідомлення --------',
      'Тема: Panne',
      'Дата: Thu, 2 Apr 2026 09:00:00 +0200',
      'Від: Zoé Martin <zoe@example.net>',
      'Кому: lea@guichet.test',
    ],
  ],
  [
    'Turkish',
    'Fwd: Panne',
    [
      '-------- İletilen İleti --------',
      'Konu: Panne',
      'Tarih: Thu, 2 Apr 2026 09:00:00 +0200',
      'Kimden: Zoé Martin <zoe@example.net>',
      'Kime: lea@guichet.test',
    ],
  ],
  [
    'Greek',
    'Fwd: Panne',
    [
      '---------- Προωθημένο μήνυμα ---------',
      'Από: Zoé Martin <zoe@example.net>',
      'Ημερομηνία: Πέμ 2 Απρ 2026',
      'Θέμα: Panne',
      'Προς: <lea@guichet.test>',
    ],
  ],
  [
    'Japanese',
    '転送: Panne',
    [
      '差出人: Zoé Martin <zoe@example.net>',
      '送信日時: 2026年4月2日 9:00',
      '宛先: lea@guichet.test',
      '件名: Panne',
    ],
  ],
  [
    'Chinese',
    '转发：Panne',
    [
      '发件人： Zoé Martin <zoe@example.net>',
      '发送时间： 2026年4月2日 9:00',
      '收件人： lea@guichet.test',
      '主题： Panne',
    ],
  ],
  [
    'Korean',
    'Fwd: Panne',
    [
      '---------- 전달된 메시지 ---------',
      '보낸 사람: Zoé Martin <zoe@example.net>',
      '날짜: 2026년 4월 2일',
      '제목: Panne',
      '받는 사람: <lea@guichet.test>',
    ],
  ],
];

test.each(blocks)('%s', (_, subject, block) => {
  const text = ['Peux-tu voir ?', '', ...block, '', 'Bonjour,', '', 'rien ne marche.'].join('\n');
  const read = readForwardedText(text, subject);
  expect(read).toMatchObject({
    note: 'Peux-tu voir ?',
    senders: [{ address: 'zoe@example.net', name: 'Zoé Martin' }],
    text: 'Bonjour,\n\nrien ne marche.',
  });
  if (!subject.startsWith('FW: Panne') || block.length > 1) expect(read?.subject).toBe('Panne');
});

test('an answer with its copied fields or its quotation is no mail that was passed on', () => {
  const outlook = 'Merci\n\nDe : Zoé <zoe@example.net>\nEnvoyé : jeudi\nÀ : Léa\nObjet : Panne\n\nBonjour';
  expect(readForwardedText(outlook, 'RE: Panne')).toBeNull();
  expect(
    readForwardedText('Merci\n\nLe 2 avril, Zoé <zoe@example.net> a écrit :\n> Bonjour', 'Re: Panne'),
  ).toBeNull();
  expect(
    readForwardedText('-----Original Message-----\nFrom: Zoé <zoe@example.net>\nSent: x\nTo: y', 'RE: x'),
  ).toBeNull();
  // "VS" is an answer in Finnish and passed on in Danish: letters alone say nothing.
  expect(readForwardedText('Kiitos', 'VS: Panne')).toBeNull();
});

test('who is named by no address, or two, is not chosen between', () => {
  const block = (from: string) =>
    `Vu\n\n-------- Message transféré --------\nDe : ${from}\nObjet : Panne\nDate : hier\n\nBonjour`;
  expect(readForwardedText(block('Martin Zoé'), 'Fwd: Panne')).toMatchObject({
    senders: [],
    text: 'Bonjour',
  });
  expect(
    readForwardedText(block('Zoé <zoe@example.net>, Max <max@example.net>'), 'Fwd: Panne')?.senders,
  ).toHaveLength(2);
  expect(readForwardedText('Voir la pièce jointe', 'Fwd: Panne')).toMatchObject({ senders: [], note: '' });
});

test('who passed it on before is kept apart from who wrote it first', () => {
  const text = `FYI\n\n---------- Forwarded message ---------\nFrom: Max <max@guichet.test>\nSubject: Fwd: Panne\nDate: x\n\nVoir\n\n---------- Forwarded message ---------\nFrom: Zoé <zoe@example.net>\nSubject: Panne\n\nBonjour`;
  expect(readForwardedText(text, 'Fwd: Fwd: Panne')).toMatchObject({
    senders: [{ address: 'max@guichet.test' }],
    others: [{ address: 'zoe@example.net' }],
  });
});

test('a text made to be slow to read takes no time', () => {
  const hostile = [
    `${'\n'.repeat(100_000)}`,
    `From: ${'<a@b.c '.repeat(20_000)}`,
    'From: a@b.cc\n'.repeat(10_000),
    `${'> '.repeat(50_000)}Begin forwarded message:`,
    `On ${'a, "'.repeat(20_000)}\n`.repeat(2),
  ];
  for (const text of hostile) {
    const begun = performance.now();
    readForwardedText(text, 'Fwd: x');
    expect(performance.now() - begun).toBeLessThan(4_000);
  }
});
