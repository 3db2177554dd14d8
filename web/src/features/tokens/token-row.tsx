import { Key } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { PersonalToken } from '../../api/types.ts';
import { dayOf, formatAgo, formatDay } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Name } from '../../ui/name.tsx';
import { SettingRow } from '../../ui/setting-row.tsx';
import { showToast } from '../../ui/toasts.ts';
import { removeToken } from '../../data/tokens/queries.ts';
import { scopesText } from '../../data/tokens/scopes.ts';

export function TokenRow({ token: { id, name, scopes, expiresAt, lastUsedAt } }: { token: PersonalToken }) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const [isRemoving, setRemoving] = useState(false);
  const isOver = expiresAt !== null && new Date(expiresAt) <= now;
  const end = expiresAt && formatDay(dayOf(new Date(expiresAt), dateFormat.timeZone), dateFormat, now);
  const used = lastUsedAt ? t('tokens.used', { date: formatAgo(lastUsedAt, dateFormat, now) }) : t('tokens.unused');
  return (
    <li>
      <SettingRow
        icon={<Icon of={Key} />}
        title={<Name>{name}</Name>}
        text={
          <>
            <span className="block">{t('tokens.may', { what: scopesText(scopes) })}</span>
            {used}
            {' · '}
            <span className={isOver ? 'text-danger' : ''}>
              {end === null ? t('tokens.forever') : t(isOver ? 'tokens.expired' : 'tokens.expires', { date: end })}
            </span>
          </>
        }
      >
        <Button aria-label={t('tokens.removeName', { name })} onClick={() => setRemoving(true)}>
          {t('tokens.remove')}
        </Button>
      </SettingRow>
      {isRemoving && (
        <ConfirmDialog
          title={t('tokens.removeTitle', { name })}
          submit={t('tokens.remove')}
          onConfirm={async () => {
            await removeToken(id);
            showToast({ text: t('tokens.removed') });
          }}
          onClose={() => setRemoving(false)}
        >
          {t('tokens.removeText')}
        </ConfirmDialog>
      )}
    </li>
  );
}
