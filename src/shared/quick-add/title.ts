interface Part {
  readonly start: number;
  readonly end: number;
}

/** A line without some of its parts, and without the punctuation that belonged to them. */
export function titleWithout(line: string, parts: readonly Part[]): string {
  if (parts.length === 0) return tidy(line);
  let title = '';
  let at = 0;
  for (const { start, end } of parts) {
    title += line.slice(at, start);
    at = end;
  }
  return tidy(title + line.slice(at))
    .replaceAll(/ ([,،;؛.:!?؟])(?= |$)/g, '$1')
    .replaceAll(/([,،;؛:])(?:[,،;؛]){1,50}/g, '$1')
    .replace(/^[,،;؛.: –—-]{1,50}/, '')
    .replace(/[,،;؛: –—-]{1,50}$/, '')
    .replaceAll(/ ?\(\)/g, '')
    .trim();
}

function tidy(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
