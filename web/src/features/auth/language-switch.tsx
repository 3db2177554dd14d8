import { useTexts } from '../../i18n/use-texts.ts';
import { changeLanguage } from '../../i18n/language.ts';
import { type Language, languages } from '../../i18n/languages.ts';

/** Each language by its own name. */
const ownNames: Readonly<Record<Language, string>> = { en: 'English', fa: 'فارسی' };

/** Offers the other language, in that language. */
export function LanguageSwitch() {
  const { i18n } = useTexts();
  const other = languages.find((language) => language !== i18n.language) ?? 'en';
  return (
    <button
      type="button"
      lang={other}
      onClick={() => void changeLanguage(other)}
      className="rounded-[6px] px-2 py-1 text-meta text-muted transition-colors hover:bg-hover hover:text-ink"
    >
      {ownNames[other]}
    </button>
  );
}
