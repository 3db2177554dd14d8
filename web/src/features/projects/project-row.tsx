import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Project } from '../../api/types.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { StatusRing } from '../tasks/status-ring.tsx';
import { FavouriteButton } from './favourite-button.tsx';
import { HealthMark } from './health-mark.tsx';
import { ProjectDates } from './project-dates.tsx';
import { categoryOf } from '../../data/projects/status.ts';

export function ProjectRow({ project }: { project: Project }) {
  const { t } = useTexts();
  const { id, name, key, colour, status, health, lead } = project;
  return (
    <li className="relative flex items-start gap-3 rounded-normal px-2 py-2 hover:bg-hover">
      <FavouriteButton project={project} />
      <div className="grid min-w-0 flex-1 gap-x-4 gap-y-0.5 md:grid-cols-[minmax(0,1fr)_8.5rem_8rem_12rem] md:items-center">
        <p className="flex min-h-7 min-w-0 items-center gap-2">
          <span aria-hidden className="size-2.5 shrink-0 rounded-full" style={{ backgroundColor: colour }} />
          <Link
            to="/projects/$projectId"
            params={{ projectId: id }}
            className="own-direction min-w-0 truncate font-medium after:absolute after:inset-0"
          >
            {name}
          </Link>
          <span className="text-meta text-muted" dir="ltr">
            {key}
          </span>
        </p>
        <div className="flex flex-wrap gap-x-4 text-meta text-soft md:contents md:text-base">
          <span className="inline-flex items-center gap-2 whitespace-nowrap">
            <StatusRing category={categoryOf[status]} />
            {t(`projects.statuses.${status}`)}
          </span>
          <span>{health !== null && <HealthMark health={health} />}</span>
          <span className="text-muted">
            <ProjectDates project={project} />
          </span>
        </div>
      </div>
      <span className="grid h-7 w-6 place-items-center">
        {lead && (
          <Avatar name={lead.name} url={lead.avatarUrl} size={24} label={t('projects.leadIs', { name: lead.name })} />
        )}
      </span>
    </li>
  );
}
