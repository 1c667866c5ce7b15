/** How mail programs announce a mail that is passed on, in the languages of their owners: the line above it and the fields they copy. */

export type CopiedField = 'from' | 'date' | 'subject' | 'to' | 'cc' | 'replyTo';

/** In small letters, without the colon. */
const LABELS: Record<CopiedField, string> = {
  from: 'from|de|von|da|van|od|fra|från|lähettäjä|šalje|feladó|expeditorul|expeditor|de la|отправитель|от кого|от|від кого|від|kimden|gönderen|gönderici|saatja|mittente|nadawca|afzender|remitente|remetente|expéditeur|absender|avsender|afsender|odesílatel|odosielateľ|pošiljatelj|από|발신자|보낸 사람|보낸사람|差出人|送信者|送信元|发件人|寄件者|寄件人|pengirim|dari|từ',
  date: 'date|sent|datum|gesendet|dato|sendt|envoyé|envoyé le|fecha|enviado|enviado el|enviada em|enviado em|enviada|päivämäärä|päiväys|lähetetty|dátum|elküldve|data|inviato|dată|dată trimitere|trimis|дата|отправлено|дата отправки|надіслано|tarih|gönderildi|skickat|verzonden|wysłano|odesláno|odoslané|poslano|kuupäev|ημερομηνία|στάλθηκε|보낸 날짜|날짜|日付|送信日時|日時|发送时间|发送日期|日期|寄件日期|傳送日期|tanggal|dikirim|ngày',
  subject:
    'subject|předmět|emne|betreff|asunto|aihe|objet|sujet|predmet|tárgy|oggetto|onderwerp|temat|assunto|subiectul|subiect|тема|ämne|konu|naslov|zadeva|teema|θέμα|제목|件名|主题|主題|主旨|subjek|perihal|chủ đề',
  to: 'to|komu|til|an|para|destinatario|destinatário|destinataire|vastaanottaja|à|a|pour|prima|címzett|aan|do|destinatarul|către|catre|кому|pre|till|kime|alıcı|adresat|saaja|προς|받는 사람|받는사람|宛先|送信先|收件人|收件者|kepada|đến|za',
  cc: 'cc|bcc|kopie|kopie (cc)|kopio|másolat|másolatot kap|kopi|dw|do wiadomości|копия|kopia|bilgi|копія|kópia|copie à|copie|copia|cópia|κοιν|참조|抄送|副本|tembusan',
  replyTo:
    'reply-to|reply to|odgovori na|odpověď na|odpovědět|svar til|svara till|antwoord aan|vastaus|répondre à|antwort an|válaszcím|rispondi a|risposta|odpowiedź-do|odpowiedź do|responder a|răspuns către|ответ-кому|кому ответить|odpovedať-pre|yanıt adresi|кому відповісти|返信先|回复|回复至',
};

/** Which field a copied label names. */
export const FIELD_OF: ReadonlyMap<string, CopiedField> = new Map(
  (Object.keys(LABELS) as CopiedField[]).flatMap((field) =>
    LABELS[field].split('|').map((label): [string, CopiedField] => [label, field]),
  ),
);

/** One webmail writes all its fields into one line; only these labels are looked for inside a line. */
export const STUCK_LABEL =
  /(?:sent|to|cc|subject|date|envoyé|à|objet|gesendet|an|betreff|enviado|para|asunto|assunto|inviato|a|oggetto|verzonden|aan|onderwerp|skickat|till|ämne|sendt|til|emne|wysłano|do|temat|отправлено|кому|тема)\s?:\s/giu;

/** Between dashes, underscores or nothing, with or without a colon; of nothing but these words. */
const MARKS =
  'forwarded message|begin forwarded message|forwarded mail|message transféré|message transmis|début du message transféré|début du message réexpédié|message réexpédié|weitergeleitete nachricht|anfang der weitergeleiteten nachricht|anfang der weitergeleiteten e-mail|weitergeleitete e-mail|mensaje reenviado|inicio del mensaje reenviado|messaggio inoltrato|inizio messaggio inoltrato|doorgestuurd bericht|begin doorgestuurd bericht|mensagem encaminhada|mensagem reencaminhada|início da mensagem encaminhada|início da mensagem reencaminhada|videresendt meddelelse|start på videresendt besked|videresendt besked|videresendt melding|vidarebefordrat meddelande|vidarebefordrat mejl|edelleenlähetetty viesti|välitetty viesti|välitetty viesti alkaa|välitetty viesti / fwd.msg|wiadomość przesłana dalej|przekazana wiadomość|początek przekazywanej wiadomości|treść przekazanej wiadomości|přeposlaná zpráva|začátek přeposílané zprávy|preposlaná správa|začiatok preposlanej správy|preposlaná správa --- forwarded message|proslijeđena poruka|započni proslijeđenu poruku|posredovano sporočilo|továbbított üzenet|továbbított levél kezdete|mesaj redirecționat|începe mesajul redirecționat|mesaj redirectionat|пересылаемое сообщение|перенаправленное сообщение|начало переадресованного сообщения|пересланное сообщение|переслане повідомлення|перенаправлене повідомлення|початок листа, що пересилається|iletilmiş mesaj|iletilen ileti|ileti başlangıcı|προωθημένο μήνυμα|edastatud kiri|전달된 메시지|전달된 메일|転送されたメッセージ|転送メッセージ|メッセージを転送|转发的邮件|转发邮件|轉寄的郵件|转发的消息|pesan terusan|thư được chuyển tiếp|missatge reenviat';
const marks: ReadonlySet<string> = new Set(MARKS.split('|'));

/** A line that says of what follows that it is passed on. */
export function isForwardMark(line: string): boolean {
  if (line.length > 120) return false;
  const words = line
    .replace(/^[-_*=~\s]+|[-_*=~:：\s]+$/g, '')
    .replace(/\s+/g, ' ')
    .toLowerCase()
    // What is left of a Turkish capital.
    .replace(/\u0307/g, '');
  return marks.has(words);
}

const SUBJECT =
  /^\s*(?:fwd?|tr|wg|rv|enc|encam|pd|vs|vb|vl|i|redir\.?|videresend|[iİ]lt|továbbítás|továbbítva|doorst|prfwd|fs|πρθ|转发|轉寄|転送|전달)\s*[:：]/iu;
/** In these an answer begins as a mail that is passed on does in a neighbour's language; the answer is the commoner. */
const ALSO_ANSWERS = /^\s*(?:vs|i)\s*[:：]/iu;

/** What the subject says: `sure`, `maybe` where the same letters announce an answer elsewhere, or null. */
export function forwardSubject(subject: string): 'sure' | 'maybe' | null {
  const start = subject.slice(0, 40);
  if (!SUBJECT.test(start)) return null;
  return ALSO_ANSWERS.test(start) ? 'maybe' : 'sure';
}
