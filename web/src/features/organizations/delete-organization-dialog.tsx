import { useNavigate } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { whileLeaving } from '../../api/leaving.ts';
import type { Organization } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toasts.ts';
import { useForm } from '../../ui/use-form.ts';
import { isGiven } from '../../ui/field-rules.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { deleteOrganization, restoreOrganization } from '../../data/organizations/deleted-queries.ts';

interface DeleteOrganizationDialogProps {
  readonly organization: Organization;
  readonly onClose: () => void;
}

const formId = 'delete-organization';

/** Asks for the typed name, because all members lose access at once. */
export function DeleteOrganizationDialog({ organization: { id, name }, onClose }: DeleteOrganizationDialogProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const restore = () =>
    void restoreOrganization(id).catch((error: unknown) =>
      showToast({ tone: 'danger', text: t('deletedOrganizations.failed', { name }), detail: problemText(error) }),
    );
  const form = useForm({
    start: { name: '' },
    rules: { name: isGiven },
    codes: { 'name-mismatch': 'name' },
    send: async (values) => {
      await whileLeaving(id, async () => {
        await deleteOrganization(id, values.name);
        onClose();
        await navigate({ to: '/' });
      });
      const action = { label: t('common.undo'), run: restore };
      showToast({ text: t('deletedOrganizations.deleted', { name }), action });
    },
  });
  return (
    <Dialog
      title={t('organizationSettings.deleteTitle', { name })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            form={formId}
            tone="danger"
            isBusy={form.isSending}
            disabled={form.values.name.trim() !== name}
          >
            {t('organizationSettings.deleteSubmit')}
          </Button>
        </>
      }
    >
      <p className="text-soft">{t('organizationSettings.deleteWarning')}</p>
      <form id={formId} onSubmit={form.onSubmit} noValidate className="grid gap-4">
        <TextField
          label={t('organizationSettings.typeName', { name })}
          dir="auto"
          autoComplete="off"
          {...form.field('name')}
        />
        <FormProblem>{form.problem}</FormProblem>
      </form>
    </Dialog>
  );
}
