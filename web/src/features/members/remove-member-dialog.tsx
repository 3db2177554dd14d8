import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { whileLeaving } from '../../api/leaving.ts';
import type { Organization } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { SuccessorChoice } from './successor-choice.tsx';
import { openTasksQuery, removeMember } from '../../data/members/queries.ts';

interface RemoveMemberDialogProps {
  readonly organization: Organization;
  readonly userId: string;
  readonly name: string;
  /** True if one leaves oneself. */
  readonly isMe: boolean;
  readonly onRemoved: () => Promise<void> | void;
  readonly onClose: () => void;
}

/** Confirms that a member is removed, and asks who gets their open tasks. */
export function RemoveMemberDialog(props: RemoveMemberDialogProps) {
  const { organization, userId, name, isMe, onRemoved, onClose } = props;
  const { t } = useTexts();
  const { id: organizationId } = organization;
  const { data: openTasks, error } = useQuery(openTasksQuery(organizationId, userId));
  const [isHandedOver, setHandedOver] = useState(false);
  const [successorId, setSuccessorId] = useState('');
  const removeAndGoOn = async () => {
    await removeMember(organizationId, userId, isHandedOver ? successorId : null);
    await onRemoved();
  };
  const remove = useMutation({
    mutationFn: () => (isMe ? whileLeaving(organizationId, removeAndGoOn) : removeAndGoOn()),
  });
  const failed = remove.error ?? error;
  const names = { name, organization: organization.name };
  return (
    <Dialog
      title={isMe ? t('people.leaveTitle', names) : t('people.removeTitle', names)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            tone="danger"
            isBusy={remove.isPending}
            disabled={openTasks === undefined || (isHandedOver && successorId === '')}
            onClick={() => remove.mutate()}
          >
            {t(isMe ? 'people.leaveSubmit' : 'people.removeSubmit')}
          </Button>
        </>
      }
    >
      <p className="text-soft">{isMe ? t('people.leaveText', names) : t('people.removeText', names)}</p>
      {openTasks !== undefined && openTasks > 0 && (
        <SuccessorChoice
          organizationId={organizationId}
          userId={userId}
          openTasks={openTasks}
          isHandedOver={isHandedOver}
          onHandOver={setHandedOver}
          successorId={successorId}
          onSuccessor={setSuccessorId}
        />
      )}
      <FormProblem>{failed && problemText(failed)}</FormProblem>
    </Dialog>
  );
}
