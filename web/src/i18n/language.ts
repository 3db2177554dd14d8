import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { isolate } from './bidi.ts';
import type { Language } from './languages.ts';

/** Each catalogue with its namespace: pages before the sign-in need little of `web`. */
const catalogues = {
  en: {
    guest: { namespace: 'web', load: () => import('../../texts/en/guest.json') },
    shared: { namespace: 'shared', load: () => import('../../texts/en/shared.json') },
    entry: { namespace: 'web', load: () => import('../../texts/en/entry.json') },
    problems: { namespace: 'shared', load: () => import('../../texts/en/problems.json') },
    web: { namespace: 'web', load: () => import('../../texts/en/web.json') },
    settings: { namespace: 'web', load: () => import('../../texts/en/settings.json') },
    tasks: { namespace: 'web', load: () => import('../../texts/en/tasks.json') },
    planning: { namespace: 'web', load: () => import('../../texts/en/planning.json') },
    admin: { namespace: 'web', load: () => import('../../texts/en/admin.json') },
    organization: { namespace: 'web', load: () => import('../../texts/en/organization.json') },
    projects: { namespace: 'web', load: () => import('../../texts/en/projects.json') },
    joining: { namespace: 'web', load: () => import('../../texts/en/joining.json') },
    timeline: { namespace: 'web', load: () => import('../../texts/en/timeline.json') },
    templates: { namespace: 'web', load: () => import('../../texts/en/templates.json') },
    webhooks: { namespace: 'web', load: () => import('../../texts/en/webhooks.json') },
    inbox: { namespace: 'web', load: () => import('../../texts/en/inbox.json') },
  },
  fa: {
    guest: { namespace: 'web', load: () => import('../../texts/fa/guest.json') },
    shared: { namespace: 'shared', load: () => import('../../texts/fa/shared.json') },
    entry: { namespace: 'web', load: () => import('../../texts/fa/entry.json') },
    problems: { namespace: 'shared', load: () => import('../../texts/fa/problems.json') },
    web: { namespace: 'web', load: () => import('../../texts/fa/web.json') },
    settings: { namespace: 'web', load: () => import('../../texts/fa/settings.json') },
    tasks: { namespace: 'web', load: () => import('../../texts/fa/tasks.json') },
    planning: { namespace: 'web', load: () => import('../../texts/fa/planning.json') },
    admin: { namespace: 'web', load: () => import('../../texts/fa/admin.json') },
    organization: { namespace: 'web', load: () => import('../../texts/fa/organization.json') },
    projects: { namespace: 'web', load: () => import('../../texts/fa/projects.json') },
    joining: { namespace: 'web', load: () => import('../../texts/fa/joining.json') },
    timeline: { namespace: 'web', load: () => import('../../texts/fa/timeline.json') },
    templates: { namespace: 'web', load: () => import('../../texts/fa/templates.json') },
    webhooks: { namespace: 'web', load: () => import('../../texts/fa/webhooks.json') },
    inbox: { namespace: 'web', load: () => import('../../texts/fa/inbox.json') },
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
    i18next.addResourceBundle(language, namespace, (await load()).default, true);
  });
  await Promise.all(wantedHere);
}
