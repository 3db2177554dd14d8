import { useMutation } from '@tanstack/react-query';
import { useTexts } from '../../i18n/use-texts.ts';
import type { NotificationPreferences, Organization } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toasts.ts';
import { resetPreferences } from '../../data/notification-preferences/queries.ts';

interface ResetSectionProps {
  readonly organization: Organization;
  readonly own: NotificationPreferences;
  readonly preferences: NotificationPreferences;
}

/** Whether an organization has preferences of its own, and the way back. */
export function ResetSection({ organization, own, preferences }: ResetSectionProps) {
  const { t } = useTexts();
  const isSame = JSON.stringify(own) === JSON.stringify(preferences);
  const reset = useMutation({
    mutationFn: () => resetPreferences(organization.id),
    onSuccess: () => showToast({ text: t('notificationSettings.wasReset', { organization: organization.name }) }),
    onError: (error) => showToast({ tone: 'danger', text: problemText(error) }),
  });
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-[6px] bg-hover px-3 py-2">
      <p className="min-w-0 flex-1 basis-56 text-soft">
        {t(isSame ? 'notificationSettings.same' : 'notificationSettings.differs')}
      </p>
      <Button size="small" isBusy={reset.isPending} onClick={() => reset.mutate()}>
        {t('notificationSettings.reset')}
      </Button>
    </div>
  );
}
