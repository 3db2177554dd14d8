import { useTexts } from '../../i18n/use-texts.ts';
import { ShownOnceDialog } from '../../ui/shown-once-dialog.tsx';

interface SecretDialogProps {
  readonly title: string;
  readonly text: string;
  readonly secret: string;
  readonly onClose: () => void;
}

/** A signing secret. */
export function SecretDialog(props: SecretDialogProps) {
  const { t } = useTexts();
  return <ShownOnceDialog {...props} label={t('webhooks.secret')} />;
}
