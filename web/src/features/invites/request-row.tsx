import { useMutation } from '@tanstack/react-query';
import { useTexts } from '../../i18n/use-texts.ts';
import type { JoinRequest } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Ago } from '../../ui/ago.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Name } from '../../ui/name.tsx';
import { showToast } from '../../ui/toasts.ts';
import { type Decision, decide } from '../../data/join-requests/queries.ts';

/** A join request with its message. */
export function RequestRow({ request }: { request: JoinRequest }) {
  const { t } = useTexts();
  const name = request.user?.name ?? t('requests.gone');
  const answer = useMutation({
    mutationFn: (decision: Decision) => decide(request, decision),
    onSuccess: (_, decision) =>
      showToast({ text: decision === 'decline' ? t('requests.declined', { name }) : t('requests.accepted', { name }) }),
    onError: (error) => showToast({ tone: 'danger', text: t('requests.failed'), detail: problemText(error) }),
  });
  const button = (decision: Decision, text: string) => (
    <Button
      size="small"
      tone={decision === 'member' ? 'primary' : 'secondary'}
      isBusy={answer.isPending && answer.variables === decision}
      onClick={() => answer.mutate(decision)}
    >
      {text}
    </Button>
  );
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-3 py-3 last:border-b-0">
      <Avatar name={name} url={request.user?.avatarUrl ?? null} size={32} />
      <div className="grid min-w-0 flex-1 basis-56 gap-0.5">
        <p className="flex items-baseline gap-1.5">
          <Name className="truncate font-medium">{name}</Name>
          {request.user && (
            <bdi dir="ltr" className="truncate text-meta text-muted">
              {request.user.email}
            </bdi>
          )}
        </p>
        {request.message !== '' && <p className="own-direction whitespace-pre-wrap text-soft">{request.message}</p>}
        <p className="text-meta text-muted">
          <Ago moment={request.createdAt} />
        </p>
      </div>
      <div className="flex gap-2">
        {button('decline', t('requests.decline'))}
        {button('guest', t('requests.acceptAsGuest'))}
        {button('member', t('requests.accept'))}
      </div>
    </li>
  );
}
