import { Check, CircleAlert, Link2, Minus } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { InvitedLine } from '../../api/types.ts';
import { Icon } from '../../ui/icon.tsx';
import { CopyLink } from './copy-link.tsx';

const looks = {
  invited: { icon: Check, look: 'text-done' },
  'already-member': { icon: Minus, look: 'text-muted' },
  'already-invited': { icon: Minus, look: 'text-muted' },
  duplicate: { icon: Minus, look: 'text-muted' },
  'bad-address': { icon: CircleAlert, look: 'text-danger' },
} as const;

/** The result of each line of a list; failed ones first. */
export function InvitedLines({ lines }: { lines: readonly InvitedLine[] }) {
  const { t } = useTexts();
  const sorted = [...new Map(lines.map((one) => [keyOf(one), one])).values()].toSorted((a, b) => rankOf(a) - rankOf(b));
  return (
    <section aria-label={t('invitations.results')} className="grid gap-1 border-t border-line pt-3">
      <h3 className="font-medium">
        {t('invitations.sentCount', { count: lines.filter(({ status }) => status === 'invited').length })}
      </h3>
      {sorted.some(({ invite }) => invite?.mail === 'off') && (
        <p className="text-meta text-soft">{t('invitations.offText')}</p>
      )}
      <ul>
        {sorted.map((one) => (
          <li key={keyOf(one)} className="flex min-h-7 items-center gap-2.5">
            <Icon of={looks[one.status].icon} className={looks[one.status].look} />
            <bdi dir="ltr" className="min-w-0 flex-1 truncate">
              {one.line}
            </bdi>
            <span className="text-meta text-muted">{t(`invitations.lines.${one.status}`)}</span>
            {one.invite?.mail === 'off' && (
              <CopyLink id={one.invite.id} email={one.invite.email}>
                <Icon of={Link2} />
                {t('invitations.copyLink')}
              </CopyLink>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

const order: readonly InvitedLine['status'][] = [
  'bad-address',
  'already-member',
  'already-invited',
  'duplicate',
  'invited',
];

function rankOf({ status }: InvitedLine): number {
  return order.indexOf(status);
}

/** Lines with the same text and result are shown once. */
function keyOf({ line, status }: InvitedLine): string {
  return `${status} ${line}`;
}
