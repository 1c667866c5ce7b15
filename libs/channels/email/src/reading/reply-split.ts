/** Finds the part of a mail its author wrote now; the rest is only collapsed on screen, so in doubt everything counts as written. */
import EmailReplyParser from 'email-reply-parser';

const MAX_SPLIT = 100_000;
const MAX_LINE = 2_000;

/** "On …, … wrote:" in the languages mail clients speak; clients wrap it, so it is tried on one to four joined lines. */
const anchored: RegExp[] = [
  /^(?:-+\s*)?(?:on|at)\b.{4,300}\bwrote\s*:\s*-*$/i,
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
const looseSign = /[\d@<]/;

const separators: RegExp[] = [
  /^[-_*=\s]{1,20}(?:original message|message d['’]origine|message original|ursprüngliche (?:nachricht|e-?mail)|originalnachricht|mensaje original|messaggio originale|oorspronkelijk bericht|mensagem original|oprindelig (?:meddelelse|besked)|ursprungligt meddelande|opprinnelig melding|wiadomość oryginalna|исходное сообщение|原始邮件|原始郵件|元のメッセージ|forwarded message|message transféré|weitergeleitete nachricht)[-_*=\s]{0,20}$/i,
  /^(?:begin forwarded message|début du message (?:réexpédié|transféré)|anfang der weitergeleiteten nachricht)\s*:$/i,
];

/**
 * Without one of these in it the library finds no signature and no quotation, and takes away only blanks at the ends of lines:
 * most mails have none, and asking it is an eighth of reading one.
 */
const LIBRARY_WORDS =
  /^[^\S\n]*(?:>|[-_+=]{2,}[^\S\n]*$|-+ ?(?:original|oprindelig|message|urspr)|(?:from|de|van|da)\s?:|von[\s:]|sen[dt]|get outlook|cheers|best wishes|gesendet|envoy|t.l.charger|bien\s|bonne\s|enviado|ver[sz])|(?:regards|cordialement),?!?！?[^\S\n]*$|wrote|écrit|escribi|scritto|escreveu|schrieb|schreef|pisze|napisa|skrev|kirjoitti|г\.|写道|작성|のメッセージ|>\s*:[^\S\n]*$/imu;

/** Outlook's header lines: a sender line soon followed by two of date, recipient, subject. */
const outlookFrom =
  /^\*?(?:from|de|von|da|van|från|fra|lähettäjä|od|от|发件人|寄件者|差出人|보낸 사람)\s?\*?\s?[:：]\*?\s?.{2,}/i;
const outlookRest =
  /^\*?(?:sent|date|to|cc|subject|envoyé|date d['’]envoi|à|objet|gesendet|datum|an|betreff|enviado(?: el)?|fecha|para|asunto|inviato|data|a|oggetto|verzonden|aan|onderwerp|enviada em|assunto|skickat|till|ämne|sendt|til|emne|wysłano|do|temat|отправлено|дата|кому|тема|发送时间|收件人|主题|送信日時|宛先|件名)\s?\*?\s?[:：]/i;

export function splitReply(text: string): string {
  if (text.length > MAX_SPLIT) return text.trim();
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const cut = firstQuote(lines);
  const own = withoutTail(lines.slice(0, cut));
  if (own === '') return belowQuote(lines, cut) ?? text.trim();
  if (interleaved(lines, cut)) return text.trim();
  return byLibrary(own) || own;
}

/** The old way round: one quoted block first, the answer under it. */
function belowQuote(lines: string[], cut: number): string | null {
  const start = cut + attributionAt(lines, cut);
  const rest = lines.slice(start);
  const quoted = rest.findIndex((line) => line.trim() !== '' && !/^\s*>/.test(line));
  if (quoted < 0 || !rest.slice(0, quoted).some((line) => /^\s*>/.test(line))) return null;
  const own = rest.slice(quoted);
  if (own.some((line) => /^\s*>/.test(line))) return null;
  return withoutTail(own) || null;
}

/** Index of the line from which on everything is somebody else's earlier text. */
function firstQuote(lines: string[]): number {
  for (let at = 0; at < lines.length; at++) {
    const line = (lines[at] ?? '').trim();
    if (line === '' || line.length > MAX_LINE) continue;
    if (isSeparator(line) || outlookBlock(lines, at) || attributionAt(lines, at) > 0) return at;
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
    if (!/[:：-]$/.test(joined)) continue;
    if (anchored.some((pattern) => pattern.test(joined))) return span;
    if (span <= 2 && looseSign.test(first) && loose.some((pattern) => pattern.test(joined))) return span;
    if (span > 1) return 0;
  }
  return 0;
}

function outlookBlock(lines: string[], at: number): boolean {
  if (!outlookFrom.test(unquoted(lines[at] ?? ''))) return false;
  const rest = lines
    .slice(at + 1, at + 8)
    .map(unquoted)
    .filter((line) => outlookRest.test(line));
  return rest.length >= 2;
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
  const afterQuote = rest.slice(firstQuoted);
  const own = beforeSignature(afterQuote).filter((line) => line.trim() !== '' && !/^\s*>/.test(line));
  return own.length > 0;
}

function hasOwn(lines: string[]): boolean {
  return lines.some((line) => line.trim() !== '' && !/^\s*>/.test(line));
}

function beforeSignature(lines: string[]): string[] {
  const at = lines.findIndex((line) => /^-- ?$/.test(line) || /^_{5,}\s*$/.test(line));
  return at < 0 ? [...lines] : lines.slice(0, at);
}

function withoutTail(lines: string[]): string {
  const kept = beforeSignature(lines);
  // A rule drawn above the quotation belongs to the quotation.
  while (kept.length > 0 && isRule(kept.at(-1) ?? '')) kept.pop();
  return kept.join('\n').trim();
}

/** The library knows more signatures and clients than our tables; it may only take more away, never everything. */
export function byLibrary(text: string): string {
  if (text.length > 20_000 || text.split('\n').some((line) => line.length > MAX_LINE)) return '';
  if (!LIBRARY_WORDS.test(text)) return withoutBlankEnds(text).replace(/~+$/, '').trim();
  return new EmailReplyParser().parseReply(text).trim();
}

function withoutBlankEnds(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function isRule(line: string): boolean {
  return line.length < 200 && /^[-_*=\s>]*$/.test(line);
}

function unquoted(line: string): string {
  return line.replace(/^[\s>|]+/, '').trim();
}
