import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { isolate } from './bidi.ts';

export const languages = ['en', 'fa'] as const;
export type Language = (typeof languages)[number];

const catalogues = {
  en: {
    web: () => import('../../texts/en/web.json'),
    shared: () => import('../../texts/en/shared.json'),
  },
  fa: {
    web: () => import('../../texts/fa/web.json'),
    shared: () => import('../../texts/fa/shared.json'),
  },
} as const;

export function currentLanguage(): Language {
  return i18next.language === 'fa' ? 'fa' : 'en';
}

/** Loads the texts of the language that the page was painted in (boot.js). */
export async function startTexts(): Promise<void> {
  const language = document.documentElement.lang === 'fa' ? 'fa' : 'en';
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: await textsOf(language) },
    ns: ['web', 'shared'],
    defaultNS: 'web',
    interpolation: { escapeValue: true, escape: (value) => isolate(String(value), currentLanguage()) },
    returnNull: false,
  });
}

/** Turns the whole app to a language, now and at the next start. */
export async function changeLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'web')) {
    const { web, shared } = await textsOf(language);
    i18next.addResourceBundle(language, 'web', web);
    i18next.addResourceBundle(language, 'shared', shared);
  }
  await i18next.changeLanguage(language);
  localStorage.setItem('taskuno.language', language);
  document.documentElement.lang = language;
  document.documentElement.dir = language === 'fa' ? 'rtl' : 'ltr';
}

async function textsOf(language: Language) {
  const [web, shared] = await Promise.all([catalogues[language].web(), catalogues[language].shared()]);
  return { web: web.default, shared: shared.default };
}
