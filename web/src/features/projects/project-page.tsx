import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Project } from '../../api/types.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';
import { RowSkeletons } from '../../ui/skeleton.tsx';
import { ProjectProgress } from '../planning/project-progress.tsx';
import { chooseOrganization } from '../../data/organizations/use-organization.ts';
import { usePermissions } from '../../data/organizations/use-permissions.ts';
import { FavouriteButton } from './favourite-button.tsx';
import { Milestones } from './milestones.tsx';
import { ProjectDescription } from './project-description.tsx';
import { ProjectGuests } from './project-guests.tsx';
import { ProjectMenu } from './project-menu.tsx';
import { ProjectParts } from './project-parts.tsx';
import { ProjectProperties } from './project-properties.tsx';
import { ProjectTasks } from './project-tasks.tsx';
import { ProjectTitle } from './project-title.tsx';
import { ProjectUpdates } from './project-updates.tsx';
import { projectQuery } from '../../data/projects/queries.ts';

/** One project: description, health, milestones and tasks. */
export function ProjectPage() {
  const { t } = useTexts();
  const { projectId } = useParams({ from: '/_session/_shell/projects/$projectId' });
  const { data: project, error, refetch } = useQuery(projectQuery(projectId));
  if (project) return <WholeProject key={project.id} project={project} />;
  return (
    <Page title={t('sidebar.projects')}>
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <RowSkeletons />}
    </Page>
  );
}

function WholeProject({ project }: { project: Project }) {
  const { t } = useTexts();
  const { id: projectId, organizationId } = project;
  const permissions = usePermissions({ organizationId, projectId });
  const mayChange = permissions?.project?.change ?? false;
  useEffect(() => chooseOrganization(organizationId), [organizationId]);
  return (
    <Page
      title={<ProjectTitle project={project} isReadOnly={!mayChange} />}
      parts={
        <>
          <span className="text-meta text-muted" dir="ltr">
            {project.key}
          </span>
          <FavouriteButton project={project} />
          {permissions?.organization.seeMembers === true && (
            <ProjectMenu project={project} mayChange={mayChange} mayDelete={permissions.project?.delete ?? false} />
          )}
          <ProjectParts projectId={projectId} />
        </>
      }
      action={
        <Link
          to="/organizations/$organizationId/projects"
          params={{ organizationId }}
          className="px-2 text-muted hover:text-ink max-sm:hidden"
        >
          {t('projects.toAll')}
        </Link>
      }
      width="whole"
    >
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="grid max-w-5xl grid-cols-[minmax(0,1fr)] gap-x-10 gap-y-8 p-4 pb-16 lg:grid-cols-[minmax(0,1fr)_18rem]">
          <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-8">
            <ProjectProperties project={project} isReadOnly={!mayChange} />
            <ProjectDescription project={project} isReadOnly={!mayChange} />
            <Section title={t('progress.title')}>
              <ProjectProgress projectId={projectId} />
            </Section>
            <ProjectTasks project={project} />
          </div>
          <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-8">
            <Milestones projectId={projectId} isReadOnly={!mayChange} />
            <ProjectUpdates project={project} mayPost={permissions?.project?.postUpdate ?? false} />
            {mayChange && permissions?.organization.seeMembers === true && <ProjectGuests project={project} />}
          </div>
        </div>
      </div>
    </Page>
  );
}
