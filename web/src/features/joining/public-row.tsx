import { useTexts } from '../../i18n/use-texts.ts';
import type { PublicOrganization } from '../../api/types.ts';
import { Button } from '../../ui/button.tsx';
import { OrganizationMark } from '../organizations/organization-mark.tsx';

interface PublicRowProps {
  readonly organization: PublicOrganization;
  /** True if nobody is signed in. */
  readonly isGuest: boolean;
  readonly onAsk: () => void;
}

export function PublicRow({ organization, isGuest, onAsk }: PublicRowProps) {
  const { t } = useTexts();
  const { name, slug, isMember, hasAsked } = organization;
  return (
    <li className="flex min-h-14 items-center gap-3 border-b border-line py-2 last:border-b-0">
      <OrganizationMark organization={organization} size={32} />
      <div className="min-w-0 flex-1">
        <p className="own-direction truncate font-medium">{name}</p>
        <p className="own-direction truncate text-meta text-muted">{slug}</p>
      </div>
      {isMember && <span className="text-soft">{t('joining.inside')}</span>}
      {!isMember && hasAsked && <span className="text-soft">{t('joining.asked')}</span>}
      {!isMember && !hasAsked && !isGuest && (
        <Button aria-label={t('joining.askIn', { name })} onClick={onAsk}>
          {t('joining.ask')}
        </Button>
      )}
    </li>
  );
}
