/** Finds the part of a mail its author wrote now; the rest is only collapsed on screen, so in doubt everything counts as written. */

const MAX_SPLIT = 100_000;
const MAX_LINE = 2_000;

/** "On …, … wrote:" in the languages mail clients speak; clients wrap it, so it is tried on one to four joined lines. */
const anchored: RegExp[] = [
  /^(?:-+\s*)?(?:on|at)\b.{4,300}\bwrote\s*:\s*-*$/i,
  /^on\b.{4,200}\d.{0,200}<[^<>\s]{3,320}@[^<>\s]{3,255}>\s*wrote$/i,
  /^-{2,}\s*(?:on|le|am|el|il|op|em)\b.{4,300}\b(?:wrote|a écrit|schrieb|escribió|ha scritto|schreef|escreveu)\s*-{2,}$/i,
  /^(?:-+\s*)?le\b.{4,300}\ba\s+écrit\s*:\s*-*$/i,
  /^am\b.{4,300}\bschrieb\b.{0,200}:$/i,
  /^el\b.{4,300}\bescribió\s*:$/i,
  /^il\b.{4,300}\bha\s+scritto\s*:$/i,
  /^op\b.{4,300}\bschreef\b.{0,200}:$/i,
  /^em\b.{4,300}\bescreveu\s*:$/i,
  /^a\b.{4,300}\bva escriure\s*:$/i,
  /^den\b.{4,300}\b(?:skrev|skreiv)\b.{0,200}:$/i,
  /^(?:w dniu|dnia)\b.{4,300}(?:napisał\(?a?\)?|pisze)\s*:$/i,
  /^在.{4,300}写道\s*[:：]$/,
  /^于.{4,300}写道\s*[:：]$/,
];

/** These begin with a date or a name, so they need one of its signs and may not swallow the author's own line before them. */
const loose: RegExp[] = [
  /^.{2,200}\ba\s+écrit\s*:$/i,
  /^.{2,200}\bschrieb\s*(?:am\b.{2,120})?:$/i,
  /^.{4,200}\bskrev\b.{0,200}:$/i,
  /^.{4,300}\bkirjoitti\s*:$/i,
  /^.{4,300}(?:napisał\(?a?\)?|pisze)\s*:$/i,
  /^.{4,300}(?:пишет|писал\(?а?\)?|написал\(?а?\)?|пише)\s*:$/i,
  /^.{4,300}\bnapsal\(?a?\)?\s*:$/i,
  /^.{4,300}\btarihinde\b.{2,200}\byazdı\s*:$/i,
  /^.{4,300}(?:のメッセージ|は書きました)\s*[:：]$/,
  /^.{4,300}작성\s*[:：]$/,
  /^.{2,200}<[^<>\s]{3,320}@[^<>\s]{3,255}>\s*(?:wrote|schrieb|escribió|ha scritto|skrev|писал)?\s*:$/i,
  /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.{2,200}<[^<>]{3,320}>\s*:$/,
];
/** A date, a clock and a name or an address, and no verb: an older webmail; it stands alone above what it quotes. */
const undated: RegExp[] = [
  /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\s+\d{1,2}:\d{2}\s+(?:GMT|UTC)[+-]\d{1,2}:?\d{2}\s+\S.{1,200}$/,
  /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\s.{2,150}<[^<>\s]{3,320}@[^<>\s]{3,255}>:?$/,
];
const looseSign = /[\d@<]/;

const separators: RegExp[] = [
  /^[-_*=\s]{1,20}(?:original message|message d['’]origine|message original|ursprüngliche (?:nachricht|e-?mail)|originalnachricht|mensaje original|messaggio originale|oorspronkelijk bericht|mensagem original|oprindelig (?:meddelelse|besked)|ursprungligt meddelande|opprinnelig melding|wiadomość oryginalna|исходное сообщение|原始邮件|原始郵件|元のメッセージ|forwarded message|message transféré|weitergeleitete nachricht)[-_*=\s]{0,20}$/i,
  /^(?:begin forwarded message|début du message (?:réexpédié|transféré)|anfang der weitergeleiteten nachricht)\s*:$/i,
];

/** The header lines that mail programs copy above what they quote: who, and at least two of date, recipient, subject. */
const copiedFrom =
  /^\*?(?:from|de|von|da|van|från|fra|lähettäjä|od|от|发件人|寄件者|差出人|보낸 사람)\s?\*?\s?[:：]\*?\s?.{2,}/i;
const copiedRest =
  /^\*?(?:sent|date|to|cc|subject|reply-to|message du|envoyé(?: le)?|date d['’]envoi|à|a|copie à|objet|sujet|gesendet|datum|an|betreff|enviado(?: el)?|fecha|para|asunto|inviato|data|oggetto|risposta|verzonden|aan|onderwerp|enviada em|assunto|skickat|till|ämne|sendt|til|emne|wysłano|do|temat|отправлено|дата|кому|тема|发送时间|收件人|主题|送信日時|宛先|件名|보낸 날짜|받는 사람|제목)\s?\*?\s?[:：]/i;

/** What a mail program or a telephone adds below by itself, in its owner's language. */
const programLine =
  /^(?:(?:sent|posted) (?:from|via|with|using)|get outlook for|envoyé (?:de(?:puis)?|avec|via|à partir)|obtenez? outlook|télécharge[rz] outlook|(?:von (?:meinem|unterwegs)\b.{0,60} |diese nachricht wurde .{0,80})?gesendet(?: (?:von|mit|aus)|\.?$)|outlook für|hol(?:en)? (?:sie )?(?:sich )?outlook|enviado (?:desde|do|da|por|con|via)|enviada (?:do|da)|obtén outlook|obter o outlook|inviato (?:da|dal|con)|scarica outlook|ottieni outlook|verzonden (?:vanaf|met|via)|verstuurd vanaf|outlook voor|skickat från|sänt från|hämta outlook|sendt fra|hent outlook|få outlook|lähetetty|hanki outlook|wysłan[eo] z|pobierz outlook|отправлено (?:с|из)|надіслано з|odesláno z|získat outlook|.{1,40}(?:から|より)送信|发自|發自|從我的.{1,30}傳送|.{1,40}에서 (?:보냄|발송))/i;
/** Telephones put theirs between the answer and what it answers, which they quote without a mark. */
const telephoneLine =
  /^(?:sent from my|get outlook for|envoyé de(?:puis)? mon|gesendet von (?:meinem|mail für|outlook)|von meinem .{2,40} gesendet|enviado desde mi|enviado do meu|inviato dal? mi[oa]|verzonden vanaf mijn|verstuurd vanaf mijn|skickat från min|sendt fra min|wysłan[eo] z mojego|отправлено с моего|发自我的|從我的)\b/iu;
const MAX_PROGRAM_LINE = 120;
/** A signature is short; below a mark in the middle of a letter the letter goes on. */
const MAX_SIGNATURE = 15;

/** What is shown of a text; the rest (quotation, signature) is collapsed. Always something when the text has anything. */
export function splitReply(text: string): string {
  if (text.length > MAX_SPLIT) return text.trim();
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const cut = firstQuote(lines);
  const own = withoutTail(lines.slice(0, cut));
  if (own === '') return belowQuote(lines, cut) ?? withoutTail(lines) ?? text.trim();
  return interleaved(lines, cut) ? withoutTail(lines) : own;
}

/** The old way round: a quotation first, the answer under it; a quotation without marks cannot be told from an answer. */
function belowQuote(lines: string[], cut: number): string | null {
  const span = attributionAt(lines, cut);
  const rest = lines.slice(cut + span);
  const isQuoted = (line: string): boolean => /^\s*>/.test(line);
  if (!rest.some(isQuoted)) return span > 0 ? withoutTail(rest) || null : null;
  const quoted = rest.findIndex((line) => line.trim() !== '' && !isQuoted(line));
  if (quoted < 0 || !rest.slice(0, quoted).some(isQuoted)) return null;
  const own = rest.slice(quoted);
  return own.some(isQuoted) ? null : withoutTail(own) || null;
}

/** Index of the line from which on everything is somebody else's earlier text. */
function firstQuote(lines: string[]): number {
  for (let at = 0; at < lines.length; at++) {
    const line = (lines[at] ?? '').trim();
    if (line === '' || line.length > MAX_LINE) continue;
    if (isSeparator(unquoted(line)) || outlookBlock(lines, at) || attributionAt(lines, at) > 0) return at;
    if (at > 0 && line.length <= MAX_PROGRAM_LINE && telephoneLine.test(line)) return at;
  }
  return quotedTail(lines);
}

function isSeparator(line: string): boolean {
  return separators.some((pattern) => pattern.test(line));
}

/** How many lines the attribution spans, 0 when there is none. */
function attributionAt(lines: string[], at: number): number {
  const first = unquoted(lines[at] ?? '');
  let joined = '';
  for (let span = 1; span <= 4; span++) {
    const line = unquoted(lines[at + span - 1] ?? '');
    if (line === '') return 0;
    joined = joined === '' ? line : `${joined} ${line}`;
    if (joined.length > 600) return 0;
    if (span === 1 && undated.some((pattern) => pattern.test(joined)) && endsBlock(lines[at + 1])) return 1;
    if (!/(?:[:：-]|> ?wrote)$/i.test(joined)) continue;
    if (anchored.some((pattern) => pattern.test(joined))) return span;
    if (span <= 2 && looseSign.test(first) && loose.some((pattern) => pattern.test(joined))) return span;
    if (span > 1) return 0;
  }
  return 0;
}

/** Starts with the sender, or with the date where a program puts that first; the sender then follows at once. */
function outlookBlock(lines: string[], at: number): boolean {
  const block = lines.slice(at, at + 9).map(unquoted);
  const [first = '', second = ''] = block;
  if (!copiedFrom.test(first) && !(copiedRest.test(first) && copiedFrom.test(second))) return false;
  return block.slice(copiedFrom.test(first) ? 1 : 2).filter((line) => copiedRest.test(line)).length >= 2;
}

/** Where a closing run of ">" lines begins, when nothing of the author's follows it. */
function quotedTail(lines: string[]): number {
  let at = lines.length;
  while (at > 0 && /^\s*(?:>|$)/.test(lines[at - 1] ?? '')) at--;
  return lines.slice(at).some((line) => /^\s*>/.test(line)) ? at : lines.length;
}

/** Answers written between the quoted lines lose their sense alone. */
function interleaved(lines: string[], cut: number): boolean {
  const rest = lines.slice(cut + attributionAt(lines, cut));
  const firstQuoted = rest.findIndex((line) => /^\s*>/.test(line));
  if (firstQuoted < 0)
    return lines.slice(0, cut).some((line, at) => /^\s*>/.test(line) && hasOwn(lines.slice(at + 1, cut)));
  const afterQuote = beforeSignature(rest.slice(firstQuoted));
  return afterQuote.some(
    (line, index) => line.trim() !== '' && !/^\s*>/.test(line) && !isWrappedOff(afterQuote, index),
  );
}

/** The end of a quoted line that some program wrapped and forgot to mark: it goes on in small letters, and the quotation after it. */
function isWrappedOff(lines: string[], at: number): boolean {
  const before = lines[at - 1] ?? '';
  return (
    /^\s*>.{65,}[^.!?:;\s]$/.test(before) &&
    /^\p{Ll}/u.test(lines[at] ?? '') &&
    /^\s*>/.test(lines[at + 1] ?? '')
  );
}

function hasOwn(lines: string[]): boolean {
  return lines.some((line) => line.trim() !== '' && !/^\s*>/.test(line));
}

/** The author's lines up to the signature; the first mark counts below which no more than a signature stands. */
function beforeSignature(lines: string[]): string[] {
  for (const [at, line] of lines.entries()) {
    if (!/^(?:-- ?|_{5,}\s*)$/.test(line)) continue;
    if (lines.slice(at + 1).filter((one) => one.trim() !== '').length <= MAX_SIGNATURE)
      return lines.slice(0, at);
  }
  return [...lines];
}

function withoutTail(lines: string[]): string {
  const kept = beforeSignature(lines);
  // A rule drawn above the quotation belongs to the quotation.
  while (kept.length > 0 && (isRule(kept.at(-1) ?? '') || isProgramLine(kept.at(-1) ?? ''))) kept.pop();
  return kept.join('\n').trim();
}

function isProgramLine(line: string): boolean {
  const plain = line.replace(/^[\s*_<[(-]+/, '');
  return plain.length <= MAX_PROGRAM_LINE && programLine.test(plain);
}

/** U+1427 is what a tracking program leaves behind. */
function isRule(line: string): boolean {
  return line.length < 200 && /^[-_*=~#+\s>\u1427\u200b\ufeff]*$/.test(line);
}

function endsBlock(line: string | undefined): boolean {
  return line === undefined || /^\s*(?:[>|]|$)/.test(line);
}

function unquoted(line: string): string {
  return line.replace(/^[\s>|]+/, '').trim();
}
