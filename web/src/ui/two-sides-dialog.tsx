import { useTexts } from '../i18n/use-texts.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

/** Whose text is kept; `null` returns to editing. */
export type Side = 'mine' | 'theirs' | null;

interface TwoSidesDialogProps {
  /** The name of the field that both sides changed. */
  readonly field: string;
  readonly mine: string;
  readonly theirs: string;
  readonly onChoose: (side: Side) => void;
}

/** A conflict: the value of somebody else, one's own, and the choice between them. */
export function TwoSidesDialog({ field, mine, theirs, onChoose }: TwoSidesDialogProps) {
  const { t } = useTexts();
  const sides = [
    { title: t('conflict.theirs'), value: theirs },
    { title: t('conflict.mine'), value: mine },
  ];
  return (
    <Dialog
      title={t('conflict.title', { field })}
      onClose={() => onChoose(null)}
      actions={
        <>
          <Button onClick={() => onChoose('theirs')}>{t('conflict.takeTheirs')}</Button>
          <Button tone="primary" onClick={() => onChoose('mine')}>
            {t('conflict.keepMine')}
          </Button>
        </>
      }
    >
      <p className="text-soft">{t('conflict.text')}</p>
      <div className="grid gap-3 sm:grid-cols-2">
        {sides.map(({ title, value }) => (
          <section key={title} className="grid content-start gap-1">
            <h3 className="text-meta font-medium text-muted">{title}</h3>
            <p
              dir="auto"
              // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- without a mouse the arrow keys scroll it
              tabIndex={0}
              className="max-h-60 overflow-y-auto rounded-[6px] border border-line bg-page px-3 py-2 whitespace-pre-wrap"
            >
              {value}
            </p>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
