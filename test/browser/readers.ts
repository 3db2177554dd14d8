/** Who reads a screen: a language and a theme. */
export interface Reader {
  readonly language: 'en' | 'fa';
  readonly theme: 'light' | 'dark';
}

const all: readonly Reader[] = [
  { language: 'fa', theme: 'dark' },
  { language: 'en', theme: 'light' },
  { language: 'fa', theme: 'light' },
  { language: 'en', theme: 'dark' },
];

/** Whether all pairs of language and theme are checked, and every screen with axe. */
export const isEveryScreen = process.env['SCREENS'] === 'all';

/**
 * The readers that screens are checked for: the one who is most easily forgotten. `npm run test:screens` checks all
 * pairs of language and theme.
 */
export const readers = isEveryScreen ? all : all.slice(0, 1);

/** Their languages. */
export const languages = [...new Set(readers.map(({ language }) => language))];
