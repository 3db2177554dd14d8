import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Mail, MailOpen, Upload } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Notification } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { classNames } from '../../lib/class-names.ts';
import { Ago } from '../../ui/ago.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { showToast } from '../../ui/toasts.ts';
import { setRead } from '../../data/notifications/queries.ts';

export function NotificationRow({ notification }: { notification: Notification }) {
  const { t } = useTexts();
  const { id, title, bodyParts, taskId, link, actor, readAt, createdAt } = notification;
  const [about, excerpt] = bodyParts;
  const mark = useMutation({
    mutationFn: (isRead: boolean) => setRead(id, isRead),
    onError: (error, isRead) =>
      showToast({
        tone: 'danger',
        text: t('inbox.failed', { title }),
        detail: problemText(error),
        action: { label: t('common.retry'), run: () => mark.mutate(isRead) },
      }),
  });
  // A click shows at once; the list follows.
  const isRead = mark.isPending ? mark.variables : readAt !== null;
  const open = () => !isRead && mark.mutate(true);

  const content = (
    <>
      {/* A sentence of ours: in the page's direction, also where a name in other letters begins it. */}
      <span className={classNames('line-clamp-2', !isRead && 'font-medium')}>{title}</span>
      <span className="own-direction block truncate text-soft">
        <bdi>{about}</bdi>
        {excerpt !== undefined && (
          <>
            {': '}
            <bdi>{excerpt}</bdi>
          </>
        )}
      </span>
    </>
  );
  return (
    <li className="group relative flex items-center gap-3 rounded-normal px-3 py-2 hover:bg-hover has-[a[aria-current]]:bg-hover">
      <span className={classNames('size-2 shrink-0 rounded-full', !isRead && 'bg-accent')}>
        {!isRead && <span className="sr-only">{t('inbox.isUnread')}</span>}
      </span>
      {actor ? <Avatar name={actor.name} url={actor.avatarUrl} size={32} /> : <NoActor />}
      {taskId === null ? (
        <Link to={link} onClick={open} className="min-w-0 flex-1 after:absolute after:inset-0">
          {content}
        </Link>
      ) : (
        <Link
          to="/inbox/tasks/$taskId"
          params={{ taskId }}
          onClick={open}
          className="min-w-0 flex-1 after:absolute after:inset-0"
        >
          {content}
        </Link>
      )}
      <span className="text-meta whitespace-nowrap text-muted group-hover:max-sm:hidden">
        <Ago moment={createdAt} />
      </span>
      <IconButton
        label={t(isRead ? 'inbox.markUnread' : 'inbox.markRead')}
        className="relative z-1 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
        onClick={() => mark.mutate(!isRead)}
      >
        <Icon of={isRead ? Mail : MailOpen} />
      </IconButton>
    </li>
  );
}

/** The app itself is the actor. */
function NoActor() {
  return (
    <span className="grid size-8 shrink-0 place-items-center rounded-full bg-hover text-muted">
      <Icon of={Upload} />
    </span>
  );
}
