import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { isolate } from './bidi.ts';
import type { Language } from './languages.ts';

/** The files of the catalogues. Those that are needed first are exported by their names from one file. */
const catalogues = {
  en: {
    guest: () => import('./catalogues/en-start.ts'),
    shared: () => import('./catalogues/en-start.ts'),
    entry: () => import('../../texts/en/entry.json'),
    problems: () => import('./catalogues/en-work.ts'),
    web: () => import('./catalogues/en-work.ts'),
    settings: () => import('../../texts/en/settings.json'),
    tasks: () => import('../../texts/en/tasks.json'),
    planning: () => import('../../texts/en/planning.json'),
    admin: () => import('../../texts/en/admin.json'),
    organization: () => import('../../texts/en/organization.json'),
    projects: () => import('../../texts/en/projects.json'),
    joining: () => import('../../texts/en/joining.json'),
    timeline: () => import('../../texts/en/timeline.json'),
    calendar: () => import('../../texts/en/calendar.json'),
    templates: () => import('../../texts/en/templates.json'),
    webhooks: () => import('../../texts/en/webhooks.json'),
    inbox: () => import('../../texts/en/inbox.json'),
    palette: () => import('../../texts/en/palette.json'),
    editor: () => import('../../texts/en/editor.json'),
  },
  fa: {
    guest: () => import('./catalogues/fa-start.ts'),
    shared: () => import('./catalogues/fa-start.ts'),
    entry: () => import('../../texts/fa/entry.json'),
    problems: () => import('./catalogues/fa-work.ts'),
    web: () => import('./catalogues/fa-work.ts'),
    settings: () => import('../../texts/fa/settings.json'),
    tasks: () => import('../../texts/fa/tasks.json'),
    planning: () => import('../../texts/fa/planning.json'),
    admin: () => import('../../texts/fa/admin.json'),
    organization: () => import('../../texts/fa/organization.json'),
    projects: () => import('../../texts/fa/projects.json'),
    joining: () => import('../../texts/fa/joining.json'),
    timeline: () => import('../../texts/fa/timeline.json'),
    calendar: () => import('../../texts/fa/calendar.json'),
    templates: () => import('../../texts/fa/templates.json'),
    webhooks: () => import('../../texts/fa/webhooks.json'),
    inbox: () => import('../../texts/fa/inbox.json'),
    palette: () => import('../../texts/fa/palette.json'),
    editor: () => import('../../texts/fa/editor.json'),
  },
} as const;

type Part = keyof (typeof catalogues)['en'];

/** Pages before the sign-in need little of the namespace `web`. */
const sharedParts = new Set<Part>(['shared', 'problems']);

const neededParts = new Set<Part>(['guest', 'shared']);

export function currentLanguage(): Language {
  return i18next.language === 'fa' ? 'fa' : 'en';
}

/** Loads the texts of the language in which boot.js painted the page. */
export async function startTexts(): Promise<void> {
  const language = document.documentElement.lang === 'fa' ? 'fa' : 'en';
  if (!i18next.isInitialized)
    await i18next.use(initReactI18next).init({
      lng: language,
      resources: {},
      ns: ['web', 'shared'],
      defaultNS: 'web',
      interpolation: { escapeValue: true, escape: (value) => isolate(String(value), currentLanguage()) },
      returnNull: false,
    });
  await addTexts(language);
}

/**
 * Loads the texts of a part of the app, in this language and in every later one; `problems` are the texts of forms and
 * lists.
 */
export async function addTextsOf(...parts: readonly Part[]): Promise<void> {
  for (const part of parts) neededParts.add(part);
  await addTexts(currentLanguage());
}

/** Starts to load texts that will be added soon. */
export function fetchTextsOf(...parts: readonly Part[]): void {
  const language = document.documentElement.lang === 'fa' ? 'fa' : 'en';
  for (const part of parts) catalogues[language][part]().catch(() => undefined);
}

/** Switches the app to a language, now and at the next start. */
export async function changeLanguage(language: Language): Promise<void> {
  await addTexts(language);
  await i18next.changeLanguage(language);
  localStorage.setItem('taskuno.language', language);
  document.documentElement.lang = language;
  document.documentElement.dir = language === 'fa' ? 'rtl' : 'ltr';
}

async function addTexts(language: Language): Promise<void> {
  const wantedHere = [...neededParts].map(async (name) => {
    const file: Record<string, unknown> = await catalogues[language][name]();
    i18next.addResourceBundle(language, sharedParts.has(name) ? 'shared' : 'web', file['default'] ?? file[name], true);
  });
  await Promise.all(wantedHere);
}
