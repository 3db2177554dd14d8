import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { View } from '../../api/types.ts';
import { CheckField } from '../../ui/check-field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { NameField } from '../../ui/name-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { isName } from '../../ui/field-rules.ts';
import type { TaskScope } from '../../data/lists/task-scope.ts';
import type { ListSearch } from '../../data/lists/list-search.ts';
import { changeView, saveView, type ViewLayout } from '../../data/views/queries.ts';

interface ViewDialogProps {
  readonly scope: TaskScope;
  readonly layout: ViewLayout;
  readonly search: ListSearch;
  /** The view to rename; without it a new one is saved. */
  readonly view?: View;
  readonly onSaved?: (view: View) => void;
  readonly onClose: () => void;
}

export function ViewDialog({ scope, layout, search, view, onSaved, onClose }: ViewDialogProps) {
  const { t } = useTexts();
  const [shared, setShared] = useState(view?.shared ?? false);
  const form = useForm({
    start: { name: view?.name ?? '' },
    rules: { name: isName },
    send: async (values) => {
      const draft = { name: values.name.trim(), shared };
      if (view) await changeView(view, draft);
      else onSaved?.(await saveView(scope, { layout, search }, draft));
      onClose();
    },
  });
  return (
    <FormDialog title={t(view ? 'views.edit' : 'views.save')} submit={t('common.save')} form={form} onClose={onClose}>
      <NameField label={t('views.name')} {...form.field('name')} />
      <CheckField
        label={t('views.share')}
        hint={t('views.shareHint')}
        checked={shared}
        onChange={({ target }) => setShared(target.checked)}
      />
    </FormDialog>
  );
}
