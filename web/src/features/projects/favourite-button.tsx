import { Star } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Project } from '../../api/types.ts';
import { classNames } from '../../lib/class-names.ts';
import { setFavourite } from '../../data/projects/change-project.ts';
import { iconButton } from '../../ui/icon-button.tsx';

/** Adds a project to the favourites: first in the list, and in the sidebar. */
export function FavouriteButton({ project }: { project: Project }) {
  const { t } = useTexts();
  const { favourite, name } = project;
  return (
    <button
      type="button"
      aria-pressed={favourite}
      aria-label={t('projects.favouriteOf', { name })}
      title={t(favourite ? 'projects.unfavourite' : 'projects.favourite')}
      onClick={() => void setFavourite(project, !favourite)}
      className={classNames(iconButton, 'relative z-1', favourite && 'text-accent-text!')}
    >
      <Star size={16} strokeWidth={1.5} aria-hidden fill={favourite ? 'currentColor' : 'none'} />
    </button>
  );
}
