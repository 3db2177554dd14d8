import { useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { MonitorSmartphone, Terminal } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { SessionEntry } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Ago } from '../../ui/ago.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Section } from '../../ui/section.tsx';
import { SettingRow } from '../../ui/setting-row.tsx';
import { showToast } from '../../ui/toasts.ts';
import { deviceText } from './device-text.ts';
import { endSessions, sessionsQuery } from '../../data/security/queries.ts';

export function SessionsSection() {
  const { t } = useTexts();
  const { data: sessions } = useSuspenseQuery(sessionsQuery);
  const others = sessions.filter(({ current }) => !current);
  const endOthers = useMutation({
    mutationFn: () => endSessions(others.map(({ id }) => id)),
    onSuccess: () => showToast({ text: t('sessions.othersGone') }),
    onError: (error) => showToast({ tone: 'danger', text: problemText(error) }),
  });
  const ordered = [...sessions.filter(({ current }) => current), ...others];
  return (
    <Section
      title={t('sessions.title')}
      text={t('sessions.text')}
      action={
        others.length > 1 && (
          <Button isBusy={endOthers.isPending} onClick={() => endOthers.mutate()}>
            {t('sessions.signOutOthers')}
          </Button>
        )
      }
    >
      <ul aria-label={t('sessions.title')}>
        {ordered.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
    </Section>
  );
}

function SessionRow({ session: { id, kind, current, device, address, lastSeenAt } }: { session: SessionEntry }) {
  const { t } = useTexts();
  const name = deviceText(device);
  const end = useMutation({
    mutationFn: () => endSessions([id]),
    onSuccess: () => showToast({ text: t('sessions.gone', { device: name }) }),
    onError: (error) => showToast({ tone: 'danger', text: problemText(error) }),
  });
  return (
    <li>
      <SettingRow
        icon={<Icon of={kind === 'api' ? Terminal : MonitorSmartphone} />}
        title={
          <>
            {name}
            {current && <span className="ms-2 font-normal text-accent-text">{t('sessions.here')}</span>}
          </>
        }
        text={
          <>
            {kind === 'api' && `${t('sessions.api')} · `}
            <bdi dir="ltr">{address}</bdi>
            {' · '}
            <Ago moment={lastSeenAt} />
          </>
        }
      >
        {!current && (
          <Button
            aria-label={t('sessions.signOutDevice', { device: name })}
            isBusy={end.isPending}
            onClick={() => end.mutate()}
          >
            {t('sessions.signOut')}
          </Button>
        )}
      </SettingRow>
    </li>
  );
}
