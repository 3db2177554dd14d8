import { useNavigate } from '@tanstack/react-router';
import { Ellipsis, LayoutTemplate, Trash2, Volume2, VolumeX } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Project } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MenuButton } from '../../ui/popup/menu-button.tsx';
import { showToast } from '../../ui/toasts.ts';
import { colours } from '../../ui/colours.ts';
import { SaveProjectDialog } from '../templates/save-template.ts';
import { useMute } from '../../data/notifications/mutes.ts';
import { changeProject, deleteProject, restoreProject } from '../../data/projects/change-project.ts';
import { iconButton } from '../../ui/icon-button.tsx';

interface ProjectMenuProps {
  readonly project: Project;
  readonly mayChange: boolean;
  readonly mayDelete: boolean;
}

export function ProjectMenu({ project, mayChange, mayDelete }: ProjectMenuProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const [isDeleting, setDeleting] = useState(false);
  const [isKeeping, setKeeping] = useState(false);
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
  const mute = useMute({ kind: 'project', id: project.id, name });
  const toMute = {
    id: 'mute',
    label: t(mute.isMuted ? 'mute.unmute' : 'mute.mute'),
    icon: <Icon of={mute.isMuted ? Volume2 : VolumeX} />,
    run: mute.toggle,
  };
  const keep = {
    id: 'template',
    label: t('projects.keepAsTemplate'),
    icon: <Icon of={LayoutTemplate} />,
    run: () => setKeeping(true),
  };
  const toDelete = {
    id: 'delete',
    label: t('projects.delete'),
    icon: <Icon of={Trash2} />,
    isDanger: true,
    run: () => setDeleting(true),
  };
  return (
    <>
      {mute.isMuted && (
        <Button size="small" tone="quiet" title={t('mute.unmute')} onClick={mute.toggle}>
          <Icon of={VolumeX} />
          {t('mute.isMuted')}
        </Button>
      )}
      <MenuButton
        label={t('projects.menu')}
        aria-label={t('projects.menu')}
        groups={[
          ...(mayChange ? [{ id: 'colour', title: t('projects.colour'), items: paint }] : []),
          { id: 'template', items: [toMute, keep] },
          ...(mayDelete ? [{ id: 'delete', items: [toDelete] }] : []),
        ]}
        className={iconButton}
      >
        <Icon of={Ellipsis} />
      </MenuButton>
      {isKeeping && <SaveProjectDialog project={project} onClose={() => setKeeping(false)} />}
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
