import { Link, useParams } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Permissions, Project } from '../../api/types.ts';
import { Section } from '../../ui/section.tsx';
import { ProjectProgress } from '../planning/project-progress.tsx';
import { Milestones } from './milestones.tsx';
import { ProjectDescription } from './project-description.tsx';
import { ProjectGuests } from './project-guests.tsx';
import { ProjectFrame } from './project-frame.tsx';
import { ProjectProperties } from './project-properties.tsx';
import { ProjectTasks } from './project-tasks.tsx';
import { ProjectUpdates } from './project-updates.tsx';

/** One project: description, health, milestones and tasks. */
export function ProjectPage() {
  const { t } = useTexts();
  const { projectId } = useParams({ from: '/_session/_shell/projects/$projectId' });
  const toAll = ({ organizationId }: Project) => (
    <Link
      to="/organizations/$organizationId/projects"
      params={{ organizationId }}
      className="px-2 text-muted hover:text-ink max-sm:hidden"
    >
      {t('projects.toAll')}
    </Link>
  );
  return (
    <ProjectFrame projectId={projectId} action={toAll}>
      {(project, permissions) => <Overview key={project.id} project={project} permissions={permissions} />}
    </ProjectFrame>
  );
}

interface OverviewProps {
  readonly project: Project;
  readonly permissions: Permissions | null | undefined;
}

function Overview({ project, permissions }: OverviewProps) {
  const { t } = useTexts();
  const { id: projectId } = project;
  const mayChange = permissions?.project?.change ?? false;
  return (
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
  );
}
