import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Project } from '../../api/types.ts';
import { hasWords } from '../../../../src/shared/folded.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { SmallSelect } from '../../ui/small-select.tsx';
import { Unread } from '../../ui/unread.tsx';
import { useOrganizationPermissions } from '../../data/organizations/use-permissions.ts';
import { DeletedProjects } from './deleted-projects.tsx';
import { NewProjectDialog } from './new-project-dialog.tsx';
import { ProjectRow } from './project-row.tsx';
import { projectsQuery } from '../../data/projects/queries.ts';
import { isOpen, projectStatuses } from '../../data/projects/status.ts';

/** The projects of an organization; favourites first. */
export function ProjectsPage() {
  const { t } = useTexts();
  const { organizationId } = useParams({ from: '/_session/_shell/organizations/$organizationId/projects' });
  const may = useOrganizationPermissions();
  const read = useQuery(projectsQuery(organizationId));
  const { data: projects } = read;
  const [isMaking, setMaking] = useState(false);
  const create = may?.makeProjects === true && (
    <Button tone="primary" onClick={() => setMaking(true)}>
      <Icon of={Plus} />
      {t('projects.new')}
    </Button>
  );
  return (
    <Page
      title={t('sidebar.projects')}
      action={
        <>
          {may?.seeMembers === true && (
            <Link
              to="/organizations/$organizationId/project-templates"
              params={{ organizationId }}
              className={buttonClass()}
            >
              {t('projects.templates')}
            </Link>
          )}
          {create}
        </>
      }
      width="whole"
    >
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="grid max-w-5xl grid-cols-[minmax(0,1fr)] gap-4 p-4 pb-16">
          <Unread query={read} />
          {projects?.length === 0 && (
            <EmptyState
              title={t('projects.emptyTitle')}
              text={t(may?.makeProjects === true ? 'projects.emptyText' : 'projects.emptyForOthers')}
            >
              {create}
            </EmptyState>
          )}
          {projects && projects.length > 0 && <ProjectList projects={projects} />}
          {may?.seeMembers === true && <DeletedProjects organizationId={organizationId} />}
        </div>
      </div>
      {isMaking && <NewProjectDialog organizationId={organizationId} onClose={() => setMaking(false)} />}
    </Page>
  );
}

function ProjectList({ projects }: { projects: readonly Project[] }) {
  const { t } = useTexts();
  const [inputText, setInputText] = useState('');
  const [status, setStatus] = useState('open');
  const searchText = useDeferredValue(inputText);
  const matches = projects.filter(
    (project) =>
      (status === 'all' || (status === 'open' ? isOpen(project.status) : project.status === status)) &&
      hasWords(`${project.name} ${project.key}`, searchText),
  );
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <SearchBox label={t('projects.search')} value={inputText} onChange={setInputText} className="flex-1 basis-52" />
        <SmallSelect
          label={t('projects.filterStatus')}
          value={status}
          onChange={setStatus}
          options={[
            ['open', t('projects.open')],
            ['all', t('projects.all')],
            ...projectStatuses.map((one) => [one, t(`projects.statuses.${one}`)] as const),
          ]}
        />
      </div>
      {matches.length === 0 && (
        <p role="status" className="px-3 py-8 text-center text-muted">
          {t('projects.noneFound')}
        </p>
      )}
      <ul aria-label={t('sidebar.projects')}>
        {matches.map((project) => (
          <ProjectRow key={project.id} project={project} />
        ))}
      </ul>
    </>
  );
}
