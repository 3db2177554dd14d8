import { useTexts } from '../i18n/use-texts.ts';

/** Shown only if a page takes long. */
export function PagePending() {
  const { t } = useTexts();
  return (
    <div role="status" className="grid h-full min-h-40 place-content-center text-muted">
      {t('common.loading')}
    </div>
  );
}
