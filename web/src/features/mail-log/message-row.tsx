import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Message } from '../../api/types.ts';
import { directionOf } from '../../i18n/bidi.ts';
import { Ago } from '../../ui/ago.tsx';

export function MessageRow({ message: { id, recipient, subject, state, createdAt } }: { message: Message }) {
  const { t } = useTexts();
  return (
    <li>
      <Link
        to="/admin/messages/$messageId"
        params={{ messageId: id }}
        search={true}
        className="grid grid-cols-1 rounded-normal px-3 py-2 hover:bg-hover aria-[current=page]:bg-hover"
      >
        <span className="flex items-baseline gap-3">
          <bdi dir={directionOf(subject)} className="min-w-0 flex-1 truncate font-medium">
            {subject}
          </bdi>
          <span className="text-meta whitespace-nowrap text-muted">
            <Ago moment={createdAt} />
          </span>
        </span>
        <span className="flex gap-3 text-meta text-muted">
          <bdi dir="ltr" className="min-w-0 flex-1 truncate">
            {recipient}
          </bdi>
          <span className={state === 'failed' ? 'text-danger' : ''}>{t(`mailLog.states.${state}`)}</span>
        </span>
      </Link>
    </li>
  );
}
