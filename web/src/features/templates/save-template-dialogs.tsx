import { useNavigate } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Project, Task } from '../../api/types.ts';
import { showToast } from '../../ui/toasts.ts';
import { saveProjectAsTemplate, saveTaskAsTemplate } from '../../data/templates/change-templates.ts';
import { NameDialog } from './name-dialog.tsx';

interface SaveTaskDialogProps {
  readonly task: Pick<Task, 'id' | 'teamId' | 'title'>;
  readonly onClose: () => void;
}

/** Saves a task with its subtasks and checklist as a template of its team. */
export function SaveTaskDialog({ task, onClose }: SaveTaskDialogProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const show = () => void navigate({ to: '/teams/$teamId/templates', params: { teamId: task.teamId } });
  const save = async (name: string) => {
    await saveTaskAsTemplate(task, name);
    showToast({ text: t('templates.kept', { name }), action: { label: t('templates.showAll'), run: show } });
  };
  return (
    <NameDialog
      title={t('templates.keepTask')}
      text={t('templates.keepTaskText')}
      submit={t('templates.keep')}
      name={task.title.slice(0, 100)}
      onSend={save}
      onClose={onClose}
    />
  );
}

interface SaveProjectDialogProps {
  readonly project: Pick<Project, 'id' | 'organizationId' | 'name'>;
  readonly onClose: () => void;
}

/** Saves a project with its milestones and tasks as a template of the organization. */
export function SaveProjectDialog({ project, onClose }: SaveProjectDialogProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { organizationId } = project;
  const show = () =>
    void navigate({ to: '/organizations/$organizationId/project-templates', params: { organizationId } });
  const save = async (name: string) => {
    await saveProjectAsTemplate(project, name);
    showToast({ text: t('templates.kept', { name }), action: { label: t('templates.showAll'), run: show } });
  };
  return (
    <NameDialog
      title={t('templates.keepProject')}
      text={t('templates.keepProjectText')}
      submit={t('templates.keep')}
      name={project.name}
      onSend={save}
      onClose={onClose}
    />
  );
}
