import { useTexts } from '../../i18n/use-texts.ts';
import type { AuditEntry } from '../../api/types.ts';
import { formatMoment } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { auditText } from './audit-types.ts';

/** What the server writes in place of a request for the operator's commands. */
const commandLine = 'cli';

/** One event: what happened to whom, then by whom, from which address and by which request. */
export function AuditRow({ entry }: { entry: AuditEntry }) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const { type, user, address, requestId, at } = entry;
  const about = user === null ? t('audit.nobody') : (user.name ?? t('audit.gone'));
  const by = useActor(entry);
  const looksBad = type === 'sign-in.failed' || type === 'sign-in.locked' || type === 'refresh-token.reused';
  return (
    <li className="grid gap-x-4 border-b border-line py-2.5 last:border-0 sm:grid-cols-[1fr_auto]">
      <p className="min-w-0">
        <span className={`font-medium ${looksBad ? 'text-danger' : ''}`}>{auditText(type)}</span>
        {' · '}
        <bdi>{about}</bdi>
      </p>
      <time dateTime={at} className="text-meta text-muted">
        {formatMoment(at, dateFormat, now)}
      </time>
      <p className="flex min-w-0 flex-wrap gap-x-3 text-meta text-muted sm:col-span-2">
        {by !== null && <span>{t('audit.by', { name: by })}</span>}
        {address !== '' && <span>{t('audit.from', { address })}</span>}
        <span className="min-w-0 break-all">
          {requestId === commandLine ? t('audit.commandLine') : t('audit.request', { id: requestId })}
        </span>
      </p>
    </li>
  );
}

/** The actor, if it was not the account's owner. */
function useActor({ actor, user }: AuditEntry): string | null {
  const { t } = useTexts();
  if (actor.id !== null) return actor.id === user?.id ? null : (actor.name ?? t('audit.gone'));
  if (actor.kind === 'job') return t('audit.kinds.job');
  return actor.kind === 'service' ? t('audit.kinds.service') : null;
}
