import { useMutation, useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Project } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Name } from '../../ui/name.tsx';
import { Section } from '../../ui/section.tsx';
import { showToast } from '../../ui/toasts.ts';
import { PersonDialog } from '../members/person-dialog.tsx';
import { setGuest } from '../../data/projects/change-project.ts';
import { guestsQuery } from '../../data/projects/queries.ts';

/** Guests of the organization who can see this project. */
export function ProjectGuests({ project }: { project: Project }) {
  const { t } = useTexts();
  const { data: guests = [] } = useQuery(guestsQuery(project.id));
  const [isAdding, setAdding] = useState(false);
  const remove = useMutation({
    mutationFn: (userId: string) => setGuest(project, userId, false),
    onError: (error) =>
      showToast({ tone: 'danger', text: t('projects.failed', { name: project.name }), detail: problemText(error) }),
  });
  return (
    <Section
      isNarrow
      title={t('projects.guests')}
      action={
        <Button tone="quiet" size="small" onClick={() => setAdding(true)}>
          <Icon of={Plus} />
          {t('projects.addGuest')}
        </Button>
      }
    >
      {guests.length === 0 && <p className="text-muted">{t('projects.noGuests')}</p>}
      {guests.length > 0 && (
        <ul aria-label={t('projects.guests')} className="-mx-2">
          {guests.map(({ userId, user }) => (
            <li key={userId} className="flex min-h-(--row) items-center gap-2.5 rounded-[6px] px-2 hover:bg-hover">
              <Avatar name={user.name} url={user.avatarUrl} />
              <Name className="min-w-0 flex-1 truncate">{user.name}</Name>
              <IconButton label={t('projects.removeGuest', { name: user.name })} onClick={() => remove.mutate(userId)}>
                <Icon of={X} />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      {isAdding && (
        <PersonDialog
          title={t('projects.guestTitle', { name: project.name })}
          label={t('projects.guest')}
          submit={t('projects.addGuest')}
          organizationId={project.organizationId}
          withoutIds={guests.map(({ userId }) => userId)}
          among="guests"
          onChoose={(userId) => setGuest(project, userId, true)}
          onClose={() => setAdding(false)}
        >
          <p>{t('projects.guestText')}</p>
        </PersonDialog>
      )}
    </Section>
  );
}
