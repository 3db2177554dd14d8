/**
 * What a person wrote in a reply: without the history and without a signature. Where nothing is above history that is
 * not marked as quoted, it is kept: the answer may be below or inside of it.
 */
export function cutReply(text: string): string {
  const lines = text.split(/\r?\n/).slice(0, maxLines);
  const start = lines.findIndex((_line, index) => historyLength(lines, index) > 0);
  if (start === -1) return withoutSignature(withoutLastQuote(lines));
  const above = withoutSignature(withoutLastQuote(lines.slice(0, start)));
  const rest = lines.slice(start + historyLength(lines, start));
  if (above === '' && rest.some(isUnquotedText) && !isQuoted(firstText(rest))) return withoutSignature(rest);
  return [above, belowQuote(rest)].filter(Boolean).join('\n\n');
}

/** A mail without its signature. */
export function cutSignature(text: string): string {
  return withoutSignature(text.split(/\r?\n/));
}

function isUnquotedText(line: string): boolean {
  return line.trim() !== '' && !isQuoted(line);
}

function firstText(lines: readonly string[]): string {
  return lines.find((line) => line.trim() !== '') ?? '';
}

/** What was written below the quoted history, or between its parts. History that is not marked by `>` is left out. */
function belowQuote(lines: readonly string[]): string {
  if (!isQuoted(firstText(lines))) return '';
  const end = lines.findIndex(isUnquotedText);
  return end === -1 ? '' : withoutSignature(withoutLastQuote(lines.slice(end)));
}

const maxLines = 20_000;
const maxLineLength = 400;

/** How many lines introduce the history here: 0 if none. */
function historyLength(lines: readonly string[], index: number): number {
  const line = plain(lines[index]);
  if (line === '') return 0;
  if (separators.some((separator) => separator.test(line))) return 1 + headersLength(lines, index + 1);
  if (isRule(line) && startsHeaders(lines, index + 1)) return 1 + headersLength(lines, index + 1);
  if (startsHeaders(lines, index)) return headersLength(lines, index);
  for (let count = 1; count <= 3; count++) {
    const wrapped = lines.slice(index, index + count).map(plain);
    if (wrapped.includes('')) return 0;
    const sentence = wrapped.join(' ');
    if (count === 1 && oneLineAttributions.some((attribution) => attribution.test(sentence))) return 1;
    const isBeforeQuote = isQuoted(firstText(lines.slice(index + count, index + count + 3)));
    if (isBeforeQuote && anyAttribution.test(sentence)) return count;
    if (attributions.some((attribution) => attribution.test(sentence))) return count;
  }
  return 0;
}

/** Lines that Outlook and others put before the history. */
const separators = [
  /^-{2,} ?(?:original message|original appointment|forwarded message|begin forwarded message|reply message) ?-{2,}$/i,
  /^-{2,} ?(?:ursprüngliche nachricht|message d'origine|mensaje original|messaggio originale) ?-{2,}$/i,
  /^-{2,} ?(?:پیام اصلی|پیام ارسال شده|پیام بازارسال‌شده|پیغام اصلی) ?-{2,}$/,
  /^begin forwarded message:$/i,
];

/** Sentences that introduce quoted history. They may be wrapped over lines. */
const attributions = [
  /^on\b.{3,300}\bwrote: ?$/i,
  /^در\s.{3,300}(?:نوشت|نوشته است|نوشته‌است|نوشتند) ?: ?$/,
  /^در تاریخ\s.{3,300}(?:نوشت|نوشته است|نوشته‌است|نوشتند) ?:? ?$/,
  /^le\b.{3,300}\ba écrit ?: ?$/i,
  /^am\b.{3,300}\bschrieb\b.{0,200}: ?$/i,
  /^el\b.{3,300}\bescribió: ?$/i,
  /^il\b.{3,300}\bha scritto: ?$/i,
  /^op\b.{3,300}\bschreef\b.{0,200}: ?$/i,
  /^em\b.{3,300}\bescreveu: ?$/i,
];

/** Sentences without a first word to know them by, so only on a line of their own. */
const oneLineAttributions = [/^.{3,300}<[^<>\s]+@[^<>\s]+> ?(?:wrote|نوشت|نوشته است) ?: ?$/i];
/** In any other language, if a quote follows. */
const anyAttribution = /^.{3,300}<[^<>\s]+@[^<>\s]+>.{0,40}: ?$/;

const senderLine = /^(?:from|von|de|da|van|از|فرستنده) ?:/i;
const otherHeaders =
  /^(?:sent|date|to|cc|subject|gesendet|an|betreff|envoyé|à|objet|enviado|para|asunto|inviato|oggetto|ارسال‌شده|ارسال شده|تاریخ|به|گیرنده|موضوع|رونوشت) ?:/i;

/** A block of headers, as Outlook writes before the history: the sender, and at least two others within five lines. */
function startsHeaders(lines: readonly string[], index: number): boolean {
  if (!senderLine.test(plain(lines[index]))) return false;
  return lines.slice(index + 1, index + 6).filter((line) => otherHeaders.test(plain(line))).length >= 2;
}

/** The lines of such a block, if one is here. */
function headersLength(lines: readonly string[], index: number): number {
  const start = lines.findIndex((line, at) => at >= index && line.trim() !== '');
  if (start === -1 || !startsHeaders(lines, start)) return 0;
  const end = lines.findIndex((line, at) => at > start && line.trim() === '');
  return (end === -1 ? lines.length : end) - index;
}

function isRule(line: string): boolean {
  return /^[_-]{10,}$/.test(line);
}

function isQuoted(line: string): boolean {
  return /^\s{0,3}>/.test(line);
}

/** Without emphasis that HTML left, and without marks of direction, which Persian clients write before such lines. */
function plain(line: string | undefined): string {
  return (line ?? '')
    .slice(0, maxLineLength)
    .replaceAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069*]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function withoutLastQuote(lines: readonly string[]): string[] {
  let end = lines.length;
  while (end > 0 && (isQuoted(lines[end - 1] ?? '') || (lines[end - 1] ?? '').trim() === '')) end--;
  return lines.slice(0, end);
}

/** RFC 3676, 4.3; many clients drop the space. */
const signatureLine = /^-- ?$/;
const deviceLines = [
  /^(?:sent|gesendet|envoyé|enviado|inviato) (?:from|via|with|von|mit|depuis|de|desde|da) (?:my |mi |mon |meinem )?.{1,60}$/i,
  /^get outlook for .{1,40}$/i,
  /^(?:ارسال شده|ارسال‌شده|فرستاده شده|فرستاده‌شده) (?:از|با) .{1,60}$/,
  /^از .{1,40} (?:من )?(?:ارسال|فرستاده) شد(?:ه است)?\.?$/,
];

/** Longer texts below such a line are no signature. */
const maxSignatureLines = 15;

function withoutSignature(lines: readonly string[]): string {
  const signature = lines.findIndex(
    (line, index) => signatureLine.test(line) && lines.length - index <= maxSignatureLines,
  );
  const kept = signature === -1 ? [...lines] : lines.slice(0, signature);
  while (kept.length > 0 && isEnd(kept[kept.length - 1] ?? '')) kept.pop();
  return kept.join('\n').trim();
}

function isEnd(line: string): boolean {
  const text = plain(line);
  return text === '' || deviceLines.some((device) => device.test(text));
}
