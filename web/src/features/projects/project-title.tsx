import { useTexts } from '../../i18n/use-texts.ts';
import type { Project } from '../../api/types.ts';
import { EditableText } from '../../ui/editable-text.tsx';
import { changeProject } from '../../data/projects/change-project.ts';

export function ProjectTitle({ project, isReadOnly }: { project: Project; isReadOnly: boolean }) {
  const { t } = useTexts();
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      <span aria-hidden className="size-2.5 shrink-0 rounded-full" style={{ backgroundColor: project.colour }} />
      <EditableText
        label={t('projects.renameOf', { name: project.name })}
        text={project.name}
        isReadOnly={isReadOnly}
        className="min-w-0 truncate rounded-small"
        onSave={(name) => void changeProject(project, { name })}
      />
    </span>
  );
}
