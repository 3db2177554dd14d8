import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { keepFocusBeside } from '../../lib/focus-beside.ts';
import { Button } from '../../ui/button.tsx';
import { MoreButton } from '../../ui/more-button.tsx';
import { Section } from '../../ui/section.tsx';
import { SettingRow } from '../../ui/setting-row.tsx';
import { Unread } from '../../ui/unread.tsx';
import type { MutedSubject } from '../../api/types.ts';
import { mutesQuery, setMuted } from '../../data/notifications/mutes.ts';

/** The tasks and projects that the reader has muted. */
export function MutesSection() {
  const { t } = useTexts();
  const query = useInfiniteQuery(mutesQuery);
  const subjects = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section title={t('mutes.title')} text={t('mutes.text')}>
      <Unread query={query} />
      {query.data && subjects.length === 0 && <p className="text-soft">{t('mutes.none')}</p>}
      {subjects.length > 0 && (
        <ul aria-label={t('mutes.title')}>
          {subjects.map((subject) => (
            <MutedRow key={subject.id} subject={subject} />
          ))}
        </ul>
      )}
      <MoreButton query={query} />
    </Section>
  );
}

function MutedRow({ subject: { kind, id, key, name } }: { subject: MutedSubject }) {
  const { t } = useTexts();
  const link =
    kind === 'task'
      ? ({ to: '/tasks/$taskId', params: { taskId: id } } as const)
      : ({ to: '/projects/$projectId', params: { projectId: id } } as const);
  return (
    <li>
      <SettingRow
        title={
          <Link {...link} className="hover:underline">
            <bdi>{name}</bdi>
          </Link>
        }
        text={
          <>
            {t(`mutes.${kind}`)} <bdi dir="ltr">{key}</bdi>
          </>
        }
      >
        <Button
          size="small"
          aria-label={t('mutes.unmuteLabel', { name })}
          onClick={({ currentTarget }) => {
            keepFocusBeside(currentTarget);
            void setMuted({ kind, id, name: kind === 'task' ? key : name }, false);
          }}
        >
          {t('mutes.unmute')}
        </Button>
      </SettingRow>
    </li>
  );
}
