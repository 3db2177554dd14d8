import { useTexts } from '../../i18n/use-texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { isGiven, isName } from '../../ui/field-rules.ts';
import { OwnPasswordField } from './own-password-field.tsx';

interface NamePasskeyDialogProps {
  readonly title: string;
  readonly submit: string;
  readonly start: string;
  readonly problem?: string | undefined;
  /** A new passkey also needs the password, if the account has one. */
  readonly asksPassword?: boolean;
  readonly onNamed: (name: string, password?: string) => Promise<void>;
  readonly onClose: () => void;
}

export function NamePasskeyDialog(props: NamePasskeyDialogProps) {
  const { title, submit, start, problem, asksPassword = false, onNamed, onClose } = props;
  const { t } = useTexts();
  const form = useForm({
    start: { name: start, password: '' },
    rules: { name: isName, ...(asksPassword ? { password: isGiven } : {}) },
    codes: { 'wrong-password': 'password' },
    send: ({ name, password }) => onNamed(name.trim(), asksPassword ? password : undefined),
  });
  return (
    <FormDialog title={title} submit={submit} form={form} problem={problem} onClose={onClose}>
      <TextField
        label={t('passkeyList.name')}
        dir="auto"
        autoComplete="off"
        hint={t('passkeyList.nameHint')}
        {...form.field('name')}
      />
      {asksPassword && <OwnPasswordField {...form.field('password')} />}
    </FormDialog>
  );
}
