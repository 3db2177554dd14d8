import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Name } from '../../ui/name.tsx';
import { PersonField } from './person-field.tsx';
import { memberQuery } from '../../data/members/queries.ts';

interface ManagerFieldProps {
  readonly organizationId: string;
  /** The person whose manager it is. */
  readonly userId: string;
  readonly value: string | null;
  readonly onChange: (managerId: string | null) => void;
}

/** The manager of a person; opens a search. */
export function ManagerField({ organizationId, userId, value, onChange }: ManagerFieldProps) {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const { data: manager } = useQuery({
    ...memberQuery(organizationId, value ?? ''),
    enabled: enabledUnlessLeaving(value !== null),
  });
  if (isOpen) {
    return (
      <PersonField
        label={t('people.manager')}
        organizationId={organizationId}
        withoutIds={[userId]}
        among="members"
        value={value ?? ''}
        onChange={onChange}
      />
    );
  }
  return (
    <div className="grid gap-1.5" role="group" aria-label={t('people.manager')}>
      <span className="font-medium text-soft">{t('people.manager')}</span>
      <div className="flex min-h-8 items-center gap-2">
        {value !== null && manager && <Avatar name={manager.user.name} url={manager.user.avatarUrl} size={24} />}
        {value === null ? (
          <span className="min-w-0 flex-1 truncate text-muted">{t('people.noManager')}</span>
        ) : (
          <Name className="min-w-0 flex-1 truncate">{manager?.user.name ?? ''}</Name>
        )}
        {value !== null && (
          <Button tone="quiet" onClick={() => onChange(null)}>
            {t('people.removeManager')}
          </Button>
        )}
        <Button onClick={() => setOpen(true)}>{t('people.chooseManager')}</Button>
      </div>
    </div>
  );
}
