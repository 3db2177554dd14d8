import type { Comment } from '../../../api/types.ts';
import type { useTexts } from '../../../i18n/use-texts.ts';

/** The name of a comment's author, or a word for somebody whose name is not known. */
export function nameOfAuthor({ author }: Comment, t: ReturnType<typeof useTexts>['t']): string {
  return author.name === '' ? t('log.somebody') : author.name;
}
