import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';

export interface UserLink {
  readonly name: string;
  readonly url: string;
}

/** A link that would otherwise be mailed, shown once. */
export function UserLinkDialog({ link: { name, url }, onClose }: { link: UserLink; onClose: () => void }) {
  const { t } = useTexts();
  return (
    <Dialog
      title={t('users.linkTitle', { name })}
      mustAcknowledge
      onClose={onClose}
      actions={
        <Button tone="primary" onClick={onClose}>
          {t('common.done')}
        </Button>
      }
    >
      <p className="text-soft">{t('users.linkText')}</p>
      <CopyField label={t('users.link')} text={url} />
    </Dialog>
  );
}
