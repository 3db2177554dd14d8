import { useTexts } from '../../i18n/use-texts.ts';
import type { Webhook } from '../../api/types.ts';
import { formatMoment } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { classNames } from '../../lib/class-names.ts';
import { useNow } from '../../lib/use-now.ts';

/** Whether a webhook works, in words. */
export function WebhookState({ webhook: { enabled, disabledReason, failingSince } }: { webhook: Webhook }) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const isWrong = disabledReason === 'gone' || disabledReason === 'failing' || (enabled && failingSince !== null);
  const text = () => {
    if (enabled)
      return failingSince === null
        ? t('webhooks.state.on')
        : t('webhooks.state.failing', { date: formatMoment(failingSince, dateFormat, now) });
    if (disabledReason === 'gone') return t('webhooks.state.gone');
    return t(disabledReason === 'failing' ? 'webhooks.state.stopped' : 'webhooks.state.person');
  };
  return <span className={classNames(isWrong && 'text-danger')}>{text()}</span>;
}
