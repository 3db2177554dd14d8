import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { problemText } from '../../i18n/problem-text.ts';
import type { Member } from '../../api/types.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { PersonField } from './person-field.tsx';

interface PersonDialogProps {
  readonly title: string;
  readonly label: string;
  readonly submit: string;
  readonly organizationId: string;
  readonly withoutIds: readonly string[];
  readonly among?: 'members' | 'guests';
  readonly isDanger?: boolean;
  /** The dialog closes when it resolves, and shows what it throws. */
  readonly onChoose: (userId: string, member: Member) => Promise<unknown>;
  readonly onClose: () => void;
  /** Shown between the title and the search. */
  readonly children?: ReactNode;
}

/** Asks for a person. */
export function PersonDialog(props: PersonDialogProps) {
  const { title, label, submit, organizationId, withoutIds, among = 'members', isDanger = false } = props;
  const { onChoose, onClose, children } = props;
  const { t } = useTexts();
  const [selectedMember, setSelectedMember] = useState<Member | null>(null);
  const act = useMutation({
    mutationFn: async () => selectedMember && onChoose(selectedMember.userId, selectedMember),
    onSuccess: onClose,
  });
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            tone={isDanger ? 'danger' : 'primary'}
            isBusy={act.isPending}
            disabled={selectedMember === null}
            onClick={() => act.mutate()}
          >
            {submit}
          </Button>
        </>
      }
    >
      {children !== undefined && <div className="text-soft">{children}</div>}
      <PersonField
        label={label}
        organizationId={organizationId}
        withoutIds={withoutIds}
        among={among}
        value={selectedMember?.userId ?? ''}
        onChange={(_, member) => setSelectedMember(member)}
      />
      <FormProblem>{act.error && problemText(act.error)}</FormProblem>
    </Dialog>
  );
}
