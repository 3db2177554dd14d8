import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { ProjectProgress } from './project-progress.tsx';
import { projectQuery } from './queries.ts';

export function ProgressPage() {
  const { t } = useTexts();
  const { projectId } = useParams({ from: '/_session/_shell/projects/$projectId/progress' });
  const { data: project } = useQuery(projectQuery(projectId));
  return (
    <Page title={t('progress.title')} parts={project && <Name className="truncate text-muted">{project.name}</Name>}>
      <ProjectProgress projectId={projectId} />
    </Page>
  );
}
