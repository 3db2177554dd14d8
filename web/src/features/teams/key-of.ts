import transliterate from '@sindresorhus/transliterate';

/**
 * A key made from a name: the initials of several words, or the first letters of one, in Latin letters. Empty if it has
 * none. The server makes teams’ keys by the same rule, with at most four initials.
 */
export function keyOf(name: string, longest = 6): string {
  const words =
    transliterate(name.normalize('NFKC'))
      .normalize('NFKD')
      .replaceAll(/[\p{M}'’]/gu, '')
      .toUpperCase()
      .match(/[A-Z]+/g) ?? [];
  const [first = ''] = words;
  const key = words.length > 1 ? words.map((word) => word.slice(0, 1)).join('') : first.slice(0, 3);
  return key.slice(0, longest);
}
