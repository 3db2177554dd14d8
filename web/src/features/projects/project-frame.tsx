import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Permissions, Project } from '../../api/types.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { Page } from '../../ui/page.tsx';
import { PartLinks } from '../../ui/part-links.tsx';
import { RowSkeletons } from '../../ui/skeleton.tsx';
import { chooseOrganization } from '../../data/organizations/use-organization.ts';
import { usePermissions } from '../../data/organizations/use-permissions.ts';
import { projectQuery } from '../../data/projects/queries.ts';
import { FavouriteButton } from './favourite-button.tsx';
import { ProjectMenu } from './project-menu.tsx';
import { ProjectTitle } from './project-title.tsx';

interface ProjectFrameProps {
  readonly projectId: string;
  /** At the end of the header. */
  readonly action?: (project: Project) => ReactNode;
  readonly children: (project: Project, permissions: Permissions | null | undefined) => ReactNode;
}

/** The header that the pages of a project have in common, and the page below it once the project is known. */
export function ProjectFrame({ projectId, action, children }: ProjectFrameProps) {
  const { t } = useTexts();
  const { data: project, error, refetch } = useQuery(projectQuery(projectId));
  const permissions = usePermissions(project && { organizationId: project.organizationId, projectId });
  const mayChange = permissions?.project?.change ?? false;
  const organizationId = project?.organizationId;
  useEffect(() => {
    if (organizationId !== undefined) chooseOrganization(organizationId);
  }, [organizationId]);
  return (
    <Page
      title={project ? <ProjectTitle project={project} isReadOnly={!mayChange} /> : t('sidebar.projects')}
      parts={
        <>
          {project && (
            <>
              <span className="text-meta text-muted" dir="ltr">
                {project.key}
              </span>
              <FavouriteButton project={project} />
              {permissions?.organization.seeMembers === true && (
                <ProjectMenu project={project} mayChange={mayChange} mayDelete={permissions.project?.delete ?? false} />
              )}
            </>
          )}
          <ProjectParts projectId={projectId} />
        </>
      }
      action={project && action?.(project)}
      width="whole"
    >
      {project ? (
        children(project, permissions)
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <div className="p-4">
          <RowSkeletons />
        </div>
      )}
    </Page>
  );
}

/** The pages of a project. */
function ProjectParts({ projectId }: { projectId: string }) {
  const { t } = useTexts();
  const params = { projectId };
  return (
    <PartLinks
      label={t('projects.ways')}
      parts={[
        { to: '/projects/$projectId', params, name: t('projects.overview') },
        // The filters stay.
        { to: '/projects/$projectId/board', params, search: true, name: t('projects.board') },
        { to: '/projects/$projectId/calendar', params, search: true, name: t('team.calendar') },
        { to: '/projects/$projectId/timeline', params, search: true, name: t('projects.timeline') },
      ]}
    />
  );
}
