const longestKey = 6;

/** A key made of a name's Latin letters: the initials of several words, or the first letters of one. */
export function keyOf(name: string): string {
  const words = name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toUpperCase()
    .split(/[^A-Z]+/)
    .filter((word) => word !== '');
  const [first = ''] = words;
  const key = words.length > 1 ? words.map((word) => word.slice(0, 1)).join('') : first.slice(0, 3);
  return key.length < 2 ? first.slice(0, 2) : key.slice(0, longestKey);
}
