import { useTexts } from '../../i18n/use-texts.ts';
import { ShownOnceDialog } from '../../ui/shown-once-dialog.tsx';

export interface UserLink {
  readonly name: string;
  readonly url: string;
}

/** A link that would otherwise be mailed. */
export function UserLinkDialog({ link: { name, url }, onClose }: { link: UserLink; onClose: () => void }) {
  const { t } = useTexts();
  const texts = { title: t('users.linkTitle', { name }), text: t('users.linkText'), label: t('users.link') };
  return <ShownOnceDialog {...texts} secret={url} onClose={onClose} />;
}
