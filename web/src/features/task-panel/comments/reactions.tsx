import { useMutation, useQuery } from '@tanstack/react-query';
import { SmilePlus } from 'lucide-react';
import { useTexts } from '../../../i18n/use-texts.ts';
import type { Comment } from '../../../api/types.ts';
import { formatNumber } from '../../../i18n/numbers.ts';
import { problemText } from '../../../i18n/problem-text.ts';
import { classNames } from '../../../lib/class-names.ts';
import { Icon } from '../../../ui/icon.tsx';
import { MenuButton } from '../../../ui/popup/menu-button.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { useMe } from '../../../data/session/use-me.ts';
import { membersQuery } from '../../../data/members/queries.ts';
import { react } from '../../../data/comments/queries.ts';

const choices = [
  ['👍', 'like'],
  ['👎', 'dislike'],
  ['🎉', 'celebrate'],
  ['❤️', 'love'],
  ['😄', 'laugh'],
  ['🚀', 'ship'],
  ['👀', 'look'],
  ['✅', 'agree'],
] as const;

/** The reactions to a comment, and one's own. */
export function Reactions({ comment, organizationId }: { comment: Comment; organizationId: string }) {
  const { t } = useTexts();
  const me = useMe();
  const { data: members = [] } = useQuery(membersQuery(organizationId));
  const { id, taskId, reactions } = comment;
  const send = useMutation({
    mutationFn: ({ emoji, isAdded }: { emoji: string; isAdded: boolean }) => react(taskId, id, emoji, isAdded),
    onError: (error) => showToast({ tone: 'danger', text: t('comment.failedReaction'), detail: problemText(error) }),
  });
  const nameOf = (userId: string) => members.find((member) => member.userId === userId)?.user.name ?? t('log.somebody');
  const toggle = (emoji: string, isMine: boolean) => send.mutate({ emoji, isAdded: !isMine });
  return (
    <div className="mt-1 flex flex-wrap items-center gap-1">
      {reactions.map(({ emoji, userIds }) => {
        const isMine = userIds.includes(me.id);
        const names = userIds.map(nameOf).join(t('common.comma'));
        return (
          <button
            key={emoji}
            type="button"
            aria-pressed={isMine}
            title={names}
            onClick={() => toggle(emoji, isMine)}
            className={classNames(
              'inline-flex h-6 items-center gap-1.5 rounded-full border px-2 text-meta',
              isMine ? 'border-accent bg-accent-wash' : 'border-line hover:border-line-strong',
            )}
          >
            {emoji} {formatNumber(userIds.length)}
            <span className="sr-only">{t('comment.reactionBy', { names })}</span>
          </button>
        );
      })}
      <MenuButton
        label={t('comment.react')}
        aria-label={t('comment.react')}
        title={t('comment.react')}
        groups={[
          {
            id: 'reactions',
            items: choices.map(([emoji, name]) => ({
              id: name,
              label: t(`comment.reactions.${name}`),
              icon: <span aria-hidden>{emoji}</span>,
              run: () =>
                toggle(
                  emoji,
                  reactions.some((one) => one.emoji === emoji && one.userIds.includes(me.id)),
                ),
            })),
          },
        ]}
        className="grid size-6 place-items-center rounded-full text-muted hover:bg-hover hover:text-ink aria-expanded:bg-hover"
      >
        <Icon of={SmilePlus} size={14} />
      </MenuButton>
    </div>
  );
}
