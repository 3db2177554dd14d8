import { useTexts } from '../../i18n/use-texts.ts';
import { ShownOnceDialog } from '../../ui/shown-once-dialog.tsx';

/** A new token. */
export function CreatedTokenDialog({ token, onClose }: { token: string; onClose: () => void }) {
  const { t } = useTexts();
  const texts = { title: t('tokens.madeTitle'), text: t('tokens.madeText'), label: t('tokens.token') };
  return <ShownOnceDialog {...texts} secret={token} onClose={onClose} />;
}
