import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { type Conflict, overwrite } from '../tasks/change-task.ts';
import { useValueNames } from './use-value-names.ts';
import { ownValuesText, valueText } from './value-text.ts';

/** Both changed the same thing: what others wrote and what was written here, and the choice between them. */
export function ConflictDialog({ conflict, onDone }: { conflict: Conflict; onDone: () => void }) {
  const { t } = useTexts();
  const { field, mine, theirs, latest } = conflict;
  const names = useValueNames(latest);
  const show = (value: unknown) =>
    field === 'customFields' ? ownValuesText(value, names) : valueText(field, value, names);

  const keepMine = () => {
    void overwrite(conflict);
    onDone();
  };
  const sides = [
    { title: t('conflict.theirs'), value: show(theirs) },
    { title: t('conflict.mine'), value: show(mine) },
  ];
  return (
    <Dialog
      title={t('conflict.title', { field: t(`fieldNames.${field}`) })}
      onClose={onDone}
      actions={
        <>
          <Button onClick={onDone}>{t('conflict.takeTheirs')}</Button>
          <Button tone="primary" onClick={keepMine}>
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
