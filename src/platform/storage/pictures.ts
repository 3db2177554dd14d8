/** Types of pictures by their first bytes; what a file calls itself says nothing. */
const signatures: readonly [string, RegExp][] = [
  ['image/png', /^\x89PNG\r\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF.{4}WEBP/s],
];

/** How many bytes at a file's start are enough to know it. */
export const signatureBytes = 16;

/** PNG, JPEG, GIF or WebP by its bytes; null for all else, which no browser may be shown as what it claims to be. */
export function pictureType(start: Buffer): string | null {
  const text = start.toString('latin1', 0, signatureBytes);
  return signatures.find(([, signature]) => signature.test(text))?.[0] ?? null;
}
