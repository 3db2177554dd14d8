import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { isolate } from './bidi.ts';
import type { Language } from './languages.ts';

/** Each catalogue with its namespace: pages before the sign-in need little of `web`. */
const catalogues = {
  en: {
    guest: { namespace: 'web', load: async () => (await import('./catalogues/en-start.ts')).guest },
    shared: { namespace: 'shared', load: async () => (await import('./catalogues/en-start.ts')).shared },
    entry: { namespace: 'web', load: async () => (await import('../../texts/en/entry.json')).default },
    problems: { namespace: 'shared', load: async () => (await import('./catalogues/en-work.ts')).problems },
    web: { namespace: 'web', load: async () => (await import('./catalogues/en-work.ts')).web },
    settings: { namespace: 'web', load: async () => (await import('../../texts/en/settings.json')).default },
    tasks: { namespace: 'web', load: async () => (await import('../../texts/en/tasks.json')).default },
    planning: { namespace: 'web', load: async () => (await import('../../texts/en/planning.json')).default },
    admin: { namespace: 'web', load: async () => (await import('../../texts/en/admin.json')).default },
    organization: { namespace: 'web', load: async () => (await import('../../texts/en/organization.json')).default },
    projects: { namespace: 'web', load: async () => (await import('../../texts/en/projects.json')).default },
    joining: { namespace: 'web', load: async () => (await import('../../texts/en/joining.json')).default },
    timeline: { namespace: 'web', load: async () => (await import('../../texts/en/timeline.json')).default },
    calendar: { namespace: 'web', load: async () => (await import('../../texts/en/calendar.json')).default },
    templates: { namespace: 'web', load: async () => (await import('../../texts/en/templates.json')).default },
    webhooks: { namespace: 'web', load: async () => (await import('../../texts/en/webhooks.json')).default },
    inbox: { namespace: 'web', load: async () => (await import('../../texts/en/inbox.json')).default },
    palette: { namespace: 'web', load: async () => (await import('../../texts/en/palette.json')).default },
    editor: { namespace: 'web', load: async () => (await import('../../texts/en/editor.json')).default },
  },
  fa: {
    guest: { namespace: 'web', load: async () => (await import('./catalogues/fa-start.ts')).guest },
    shared: { namespace: 'shared', load: async () => (await import('./catalogues/fa-start.ts')).shared },
    entry: { namespace: 'web', load: async () => (await import('../../texts/fa/entry.json')).default },
    problems: { namespace: 'shared', load: async () => (await import('./catalogues/fa-work.ts')).problems },
    web: { namespace: 'web', load: async () => (await import('./catalogues/fa-work.ts')).web },
    settings: { namespace: 'web', load: async () => (await import('../../texts/fa/settings.json')).default },
    tasks: { namespace: 'web', load: async () => (await import('../../texts/fa/tasks.json')).default },
    planning: { namespace: 'web', load: async () => (await import('../../texts/fa/planning.json')).default },
    admin: { namespace: 'web', load: async () => (await import('../../texts/fa/admin.json')).default },
    organization: { namespace: 'web', load: async () => (await import('../../texts/fa/organization.json')).default },
    projects: { namespace: 'web', load: async () => (await import('../../texts/fa/projects.json')).default },
    joining: { namespace: 'web', load: async () => (await import('../../texts/fa/joining.json')).default },
    timeline: { namespace: 'web', load: async () => (await import('../../texts/fa/timeline.json')).default },
    calendar: { namespace: 'web', load: async () => (await import('../../texts/fa/calendar.json')).default },
    templates: { namespace: 'web', load: async () => (await import('../../texts/fa/templates.json')).default },
    webhooks: { namespace: 'web', load: async () => (await import('../../texts/fa/webhooks.json')).default },
    inbox: { namespace: 'web', load: async () => (await import('../../texts/fa/inbox.json')).default },
    palette: { namespace: 'web', load: async () => (await import('../../texts/fa/palette.json')).default },
    editor: { namespace: 'web', load: async () => (await import('../../texts/fa/editor.json')).default },
  },
} as const;

type Part = keyof (typeof catalogues)['en'];

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
  for (const part of parts) catalogues[language][part].load().catch(() => undefined);
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
    const { namespace, load } = catalogues[language][name];
    i18next.addResourceBundle(language, namespace, await load(), true);
  });
  await Promise.all(wantedHere);
}
