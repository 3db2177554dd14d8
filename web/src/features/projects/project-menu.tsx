import { useNavigate } from '@tanstack/react-router';
import { Ellipsis, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Project } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MenuButton } from '../../ui/popup/menu-button.tsx';
import { showToast } from '../../ui/toasts.ts';
import { colours } from '../../ui/colours.ts';
import { changeProject, deleteProject, restoreProject } from './change-project.ts';

export function ProjectMenu({ project }: { project: Project }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const [isDeleting, setDeleting] = useState(false);
  const { name, organizationId, colour } = project;
  const restore = () =>
    void restoreProject(project).catch((error: unknown) =>
      showToast({ tone: 'danger', text: t('projects.failed', { name }), detail: problemText(error) }),
    );
  const remove = async () => {
    await navigate({ to: '/organizations/$organizationId/projects', params: { organizationId } });
    await deleteProject(project);
    showToast({ text: t('projects.deleteDone', { name }), action: { label: t('common.undo'), run: restore } });
  };
  const paint = colours.map((one, index) => ({
    id: one,
    label: t('colours.number', { number: index + 1 }),
    icon: <span aria-hidden className="size-4 rounded-full" style={{ backgroundColor: one }} />,
    isDisabled: one === colour,
    run: () => void changeProject(project, { colour: one }),
  }));
  return (
    <>
      <MenuButton
        label={t('projects.menu')}
        aria-label={t('projects.menu')}
        groups={[
          { id: 'colour', title: t('projects.colour'), items: paint },
          {
            id: 'delete',
            items: [
              {
                id: 'delete',
                label: t('projects.delete'),
                icon: <Icon of={Trash2} />,
                isDanger: true,
                run: () => setDeleting(true),
              },
            ],
          },
        ]}
        className="grid size-7 place-items-center rounded-[6px] text-muted hover:bg-hover hover:text-ink aria-expanded:bg-hover"
      >
        <Icon of={Ellipsis} />
      </MenuButton>
      {isDeleting && (
        <ConfirmDialog
          title={t('projects.deleteTitle', { name })}
          submit={t('projects.deleteSubmit')}
          onConfirm={remove}
          onClose={() => setDeleting(false)}
        >
          {t('projects.deleteText')}
        </ConfirmDialog>
      )}
    </>
  );
}
