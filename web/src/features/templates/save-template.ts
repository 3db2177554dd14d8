import { addTextsOf } from '../../i18n/language.ts';
import { closing, lazyPart } from '../../ui/lazy-part.tsx';

async function load() {
  const [dialogs] = await Promise.all([import('./save-template-dialogs.tsx'), addTextsOf('templates')]);
  return dialogs;
}

/** With their words, once somebody asks for them. */
export const SaveTaskDialog = lazyPart(async () => (await load()).SaveTaskDialog, {
  failed: closing(({ onClose }) => onClose()),
});
export const SaveProjectDialog = lazyPart(async () => (await load()).SaveProjectDialog, {
  failed: closing(({ onClose }) => onClose()),
});
