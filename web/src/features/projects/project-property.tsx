import { useQuery } from '@tanstack/react-query';
import { FolderKanban } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Icon } from '../../ui/icon.tsx';
import { ChoiceButton } from '../../ui/popup/choice-button.tsx';
import { ProjectDot } from '../tasks/project-dot.tsx';
import { projectsQuery } from '../../data/projects/queries.ts';
import { isOpen } from '../../data/projects/status.ts';

interface ProjectPropertyProps {
  readonly organizationId: string;
  readonly projectId: string | null;
  readonly isReadOnly: boolean;
  readonly onChoose: (projectId: string | null) => void;
}

const none = 'none';

/** The project of a task. */
export function ProjectProperty({ organizationId, projectId, isReadOnly, onChoose }: ProjectPropertyProps) {
  const { t } = useTexts();
  const { data: projects = [] } = useQuery(projectsQuery(organizationId));
  const project = projects.find(({ id }) => id === projectId);
  const candidates = projects.filter(({ id, status }) => id === projectId || isOpen(status));
  if (projects.length === 0) return null;
  return (
    <ChoiceButton
      label={t('task.project')}
      aria-label={t('task.projectIs', { name: project?.name ?? t('task.noProject') })}
      choices={[
        { id: none, label: t('task.noProject'), icon: <Icon of={FolderKanban} className="mx-0.5" /> },
        ...candidates.map(({ id, name, key, colour }) => ({
          id,
          label: name,
          also: key,
          icon: <ProjectDot colour={colour} />,
        })),
      ]}
      selected={[projectId ?? none]}
      mode="single"
      onChoose={([id]) => {
        const next = id === none ? null : (id ?? projectId);
        if (next !== projectId) onChoose(next);
      }}
      disabled={isReadOnly}
      className="property"
    >
      {project && <ProjectDot colour={project.colour} />}
      {project ? <bdi>{project.name}</bdi> : <span className="text-muted">{t('task.noProject')}</span>}
    </ChoiceButton>
  );
}
