import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Project, ProjectUpdate } from '../../api/types.ts';
import { Ago } from '../../ui/ago.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Markdown } from '../../ui/markdown.tsx';
import { MoreButton } from '../../ui/more-button.tsx';
import { Name } from '../../ui/name.tsx';
import { Section } from '../../ui/section.tsx';
import { HealthMark } from './health-mark.tsx';
import { updatesQuery } from '../../data/projects/queries.ts';
import { UpdateWriter } from './update-writer.tsx';

/** Status updates by the people who lead the project; newest first. */
export function ProjectUpdates({ project, mayPost }: { project: Project; mayPost: boolean }) {
  const { t } = useTexts();
  const updates = useInfiniteQuery(updatesQuery(project.id));
  const [isWriting, setWriting] = useState(false);
  const loadedUpdates = updates.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Section
      isNarrow
      title={t('updates.title')}
      action={
        mayPost &&
        !isWriting && (
          <Button tone="quiet" size="small" onClick={() => setWriting(true)}>
            {t('updates.write')}
          </Button>
        )
      }
    >
      {isWriting && <UpdateWriter project={project} onDone={() => setWriting(false)} />}
      {updates.error && !updates.data && <ErrorState error={updates.error} onRetry={() => void updates.refetch()} />}
      {updates.data && loadedUpdates.length === 0 && !isWriting && (
        <p className="text-muted">{t(mayPost ? 'updates.empty' : 'updates.none')}</p>
      )}
      <ul className="grid grid-cols-1 gap-5">
        {loadedUpdates.map((update) => (
          <Update key={update.id} update={update} />
        ))}
      </ul>
      <MoreButton query={updates} />
    </Section>
  );
}

function Update({ update: { health, text, author, createdAt } }: { update: ProjectUpdate }) {
  const { t } = useTexts();
  const name = author?.name ?? t('log.somebody');
  return (
    <li className="grid grid-cols-1 gap-1.5">
      <div className="flex flex-wrap items-center gap-x-2 text-meta text-muted">
        <Avatar name={name} url={author?.avatarUrl ?? null} />
        <Name className="font-medium text-ink">{name}</Name>
        <Ago moment={createdAt} />
      </div>
      <p className="text-soft">
        <HealthMark health={health} />
      </p>
      <Markdown>{text}</Markdown>
    </li>
  );
}
