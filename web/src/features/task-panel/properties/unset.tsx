import { useTexts } from '../../../i18n/use-texts.ts';

/** A field without a value. Its button has no other text, so screen readers hear the field's name, too. */
export function Unset({ name, children }: { readonly name?: string; readonly children?: string }) {
  const { t } = useTexts();
  return (
    <>
      {name !== undefined && <span className="sr-only">{`${name}: `}</span>}
      <span className="text-muted">{children ?? t('task.none')}</span>
    </>
  );
}
