import { useMutation, useQuery } from '@tanstack/react-query';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Project } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { Name } from '../../ui/name.tsx';
import { showToast } from '../../ui/toasts.ts';
import { restoreProject } from '../../data/projects/change-project.ts';
import { deletedProjectsQuery } from '../../data/projects/queries.ts';

/** Deleted projects that can be restored; hidden if there are none. */
export function DeletedProjects({ organizationId }: { organizationId: string }) {
  const { t } = useTexts();
  const { data: projects = [] } = useQuery(deletedProjectsQuery(organizationId));
  if (projects.length === 0) return null;
  return (
    <details className="mt-4">
      <summary className="cursor-pointer px-3 py-1 text-meta font-medium text-muted">
        {t('projects.deleted', { count: projects.length })}
      </summary>
      <ul>
        {projects.map((project) => (
          <DeletedRow key={project.id} project={project} />
        ))}
      </ul>
    </details>
  );
}

function DeletedRow({ project }: { project: Project }) {
  const { t } = useTexts();
  const { name } = project;
  const restore = useMutation({
    mutationFn: () => restoreProject(project),
    onError: (error) => showToast({ tone: 'danger', text: t('projects.failed', { name }), detail: problemText(error) }),
  });
  return (
    <li className="flex min-h-10 items-center gap-3 rounded-normal px-3 hover:bg-hover">
      <Name className="min-w-0 flex-1 truncate text-soft">{name}</Name>
      <Button size="small" isBusy={restore.isPending} onClick={() => restore.mutate()}>
        {t('projects.restore')}
      </Button>
    </li>
  );
}
