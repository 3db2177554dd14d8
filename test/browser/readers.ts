/** Who reads a screen: a language and a theme. */
export interface Reader {
  readonly language: 'en' | 'fa';
  readonly theme: 'light' | 'dark';
}

const half: readonly Reader[] = [
  { language: 'en', theme: 'dark' },
  { language: 'fa', theme: 'light' },
];
const otherHalf: readonly Reader[] = [
  { language: 'en', theme: 'light' },
  { language: 'fa', theme: 'dark' },
];

/** The readers that screens are checked for: each language and each theme once. All pairs by `npm run test:screens`. */
export const readers = process.env['SCREENS'] === 'all' ? [...half, ...otherHalf] : half;
