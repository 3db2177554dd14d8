import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../i18n/use-texts.ts';
import { ProjectDot } from '../../features/projects/project-dot.tsx';
import { projectsQuery } from '../../features/projects/queries.ts';
import { Name } from '../../ui/name.tsx';
import { SidebarLink } from './sidebar-link.tsx';

/** Projects that one keeps at hand. */
export function Favourites({ organizationId }: { organizationId: string }) {
  const { t } = useTexts();
  const { data: projects = [] } = useQuery(projectsQuery(organizationId));
  const kept = projects.filter(({ favourite }) => favourite);
  if (kept.length === 0) return null;
  return (
    <section className="grid gap-1">
      <h2 className="flex h-7 items-center ps-2 text-meta font-medium text-muted">{t('sidebar.favourites')}</h2>
      <ul className="grid gap-px">
        {kept.map(({ id, name, colour }) => (
          <SidebarLink
            key={id}
            to="/projects/$projectId"
            params={{ projectId: id }}
            icon={<ProjectDot colour={colour} />}
          >
            <Name>{name}</Name>
          </SidebarLink>
        ))}
      </ul>
    </section>
  );
}
