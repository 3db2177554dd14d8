import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { changeProfile } from '../data/session/change-account.ts';
import { useMe } from '../data/session/use-me.ts';
import { problemText } from '../i18n/problem-text.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Button } from '../ui/button.tsx';
import { showToast } from '../ui/toasts.ts';

/** Accounts created by an administrator or a provider use UTC. Asks once whether to use the browser's time zone. */
export function ZoneOffer() {
  const { t } = useTexts();
  const { id, timezone } = useMe();
  const [isDeclined, setDeclined] = useState(() => localStorage.getItem(declinedKey(id)) !== null);
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const use = useMutation({
    mutationFn: () => changeProfile({ timezone: zone }),
    onError: (error) => showToast({ tone: 'danger', text: problemText(error) }),
  });
  const keep = () => {
    localStorage.setItem(declinedKey(id), 'yes');
    setDeclined(true);
  };
  if (isDeclined || !isUtc(timezone) || isUtc(zone)) return null;
  return (
    <div className="flex flex-wrap items-center justify-center gap-x-3 gap-y-1 border-b border-line bg-hover px-4 py-1.5 text-meta">
      <p className="text-soft">{t('zoneOffer.text', { zone })}</p>
      <Button size="small" isBusy={use.isPending} onClick={() => use.mutate()}>
        {t('zoneOffer.use', { zone })}
      </Button>
      <Button size="small" tone="quiet" onClick={keep}>
        {t('zoneOffer.keep')}
      </Button>
    </div>
  );
}

function declinedKey(userId: string): string {
  return `taskuno.zone-offer.${userId}`;
}

/** A zone can have several names. */
function isUtc(timezone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone === 'UTC';
  } catch {
    return false;
  }
}
