import { addTextsOf } from '../../i18n/language.ts';
import { closing, lazyPart } from '../../ui/lazy-part.tsx';

/** Loaded with their texts on first use. */
export const SaveTaskDialog = lazyPart(
  async () => {
    const [dialogs] = await Promise.all([import('./save-template-dialogs.tsx'), addTextsOf('templates')]);
    return dialogs.SaveTaskDialog;
  },
  { failed: closing(({ onClose }) => onClose()) },
);
export const SaveProjectDialog = lazyPart(
  async () => {
    const [dialogs] = await Promise.all([import('./save-template-dialogs.tsx'), addTextsOf('templates')]);
    return dialogs.SaveProjectDialog;
  },
  { failed: closing(({ onClose }) => onClose()) },
);
