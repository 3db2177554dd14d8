import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../i18n/use-texts.ts';
import { ProjectDot } from '../../features/tasks/project-dot.tsx';
import { projectsQuery } from '../../data/projects/queries.ts';
import { SidebarLink } from './sidebar-link.tsx';
import { SidebarSection } from './sidebar-section.tsx';

/** The favourite projects. */
export function Favourites({ organizationId }: { organizationId: string }) {
  const { t } = useTexts();
  const { data: projects = [] } = useQuery(projectsQuery(organizationId));
  const favourites = projects.filter(({ favourite }) => favourite);
  if (favourites.length === 0) return null;
  return (
    <SidebarSection title={t('sidebar.favourites')}>
      {favourites.map(({ id, name, colour }) => (
        <SidebarLink
          key={id}
          to="/projects/$projectId"
          params={{ projectId: id }}
          icon={<ProjectDot colour={colour} />}
        >
          {name}
        </SidebarLink>
      ))}
    </SidebarSection>
  );
}
