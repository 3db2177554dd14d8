import { useMutation, useQuery } from '@tanstack/react-query';
import { SmilePlus } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTexts } from '../../../i18n/use-texts.ts';
import { joinNames } from '../../../i18n/names.ts';
import type { Comment } from '../../../api/types.ts';
import { formatNumber } from '../../../i18n/numbers.ts';
import { problemText } from '../../../i18n/problem-text.ts';
import { classNames } from '../../../lib/class-names.ts';
import { Icon } from '../../../ui/icon.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
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

interface ReactionsProps {
  readonly comment: Comment;
  readonly organizationId: string;
}

function useToggle(comment: Comment) {
  const { t } = useTexts();
  const me = useMe();
  const send = useMutation({
    mutationFn: ({ emoji, isAdded }: { emoji: string; isAdded: boolean }) => react(comment, emoji, isAdded),
    onError: (error) => showToast({ tone: 'danger', text: t('comment.failedReaction'), detail: problemText(error) }),
  });
  const isMine = (emoji: string) => comment.reactions.some((one) => one.emoji === emoji && one.userIds.includes(me.id));
  return { isMine, toggle: (emoji: string) => send.mutate({ emoji, isAdded: !isMine(emoji) }) };
}

/** The reactions to a comment; a press adds one's own, or takes it back. */
export function Reactions({ comment, organizationId }: ReactionsProps) {
  const { t } = useTexts();
  const { data: members = [] } = useQuery(membersQuery(organizationId));
  const { isMine, toggle } = useToggle(comment);
  const nameOf = (userId: string) => members.find((member) => member.userId === userId)?.user.name ?? t('log.somebody');
  if (comment.reactions.length === 0) return null;
  return (
    <div className="mt-1 flex flex-wrap items-center gap-1">
      {comment.reactions.map(({ emoji, userIds }) => {
        const names = joinNames(userIds.map(nameOf));
        return (
          <button
            key={emoji}
            type="button"
            aria-pressed={isMine(emoji)}
            title={names}
            onClick={() => toggle(emoji)}
            className={classNames(
              'inline-flex h-6 items-center gap-1.5 rounded-full border px-2 text-meta pointer-coarse:h-9',
              isMine(emoji) ? 'border-accent bg-accent-wash' : 'border-line hover:border-line-strong',
            )}
          >
            {emoji} {formatNumber(userIds.length)}
            <span className="sr-only">{t('comment.reactionBy', { names })}</span>
          </button>
        );
      })}
    </div>
  );
}

/** Offers the reactions in a row. */
export function ReactionButton({ comment }: { readonly comment: Comment }) {
  const { t } = useTexts();
  const { isMine, toggle } = useToggle(comment);
  const [isOpen, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    trigger.current?.focus();
  };
  return (
    <div
      ref={frame}
      className="relative flex"
      onBlur={({ relatedTarget }) => {
        if (!frame.current?.contains(relatedTarget)) setOpen(false);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.preventDefault();
        close();
      }}
    >
      <IconButton
        ref={trigger}
        label={t('comment.react')}
        aria-expanded={isOpen}
        className="size-6! aria-expanded:bg-hover pointer-coarse:size-10!"
        onClick={() => setOpen(!isOpen)}
      >
        <Icon of={SmilePlus} size={14} />
      </IconButton>
      {isOpen && (
        <div role="group" aria-label={t('comment.react')} className="reactions">
          {choices.map(([emoji, name], index) => (
            <button
              key={name}
              type="button"
              autoFocus={index === 0}
              aria-label={t(`comment.reactions.${name}`)}
              aria-pressed={isMine(emoji)}
              title={t(`comment.reactions.${name}`)}
              className={classNames(
                'grid size-8 place-items-center rounded-[6px] text-reading hover:bg-hover pointer-coarse:size-10',
                isMine(emoji) && 'bg-accent-wash',
              )}
              onClick={() => {
                toggle(emoji);
                close();
              }}
            >
              {emoji}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
