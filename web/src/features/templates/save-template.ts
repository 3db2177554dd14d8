import { lazy } from 'react';
import { addTextsOf } from '../../i18n/language.ts';

async function load() {
  const [dialogs] = await Promise.all([import('./save-template-dialogs.tsx'), addTextsOf('templates')]);
  return dialogs;
}

/** With their words, once somebody asks for them. */
export const SaveTaskDialog = lazy(async () => ({ default: (await load()).SaveTaskDialog }));
export const SaveProjectDialog = lazy(async () => ({ default: (await load()).SaveProjectDialog }));
