import { useId } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { PersonField } from './person-field.tsx';

interface SuccessorChoiceProps {
  readonly organizationId: string;
  /** The person whose tasks they are. */
  readonly userId: string;
  readonly openTasks: number;
  readonly isHandedOver: boolean;
  readonly onHandOver: (isHandedOver: boolean) => void;
  readonly successorId: string;
  readonly onSuccessor: (userId: string) => void;
}

/** Who gets the open tasks: nobody or another person. */
export function SuccessorChoice(props: SuccessorChoiceProps) {
  const { organizationId, userId, openTasks, isHandedOver, onHandOver, successorId, onSuccessor } = props;
  const { t } = useTexts();
  const group = useId();
  const option = (text: string, isSelected: boolean) => (
    <label className="flex min-h-8 cursor-pointer items-center gap-2.5">
      <input
        type="radio"
        name={group}
        checked={isHandedOver === isSelected}
        onChange={() => onHandOver(isSelected)}
        className="size-4"
      />
      {text}
    </label>
  );
  return (
    <>
      <fieldset className="grid gap-1">
        <legend className="mb-1 font-medium">{t('people.openTasks', { count: openTasks })}</legend>
        {option(t('people.tasksToNobody'), false)}
        {option(t('people.tasksToSuccessor'), true)}
      </fieldset>
      {isHandedOver && (
        <PersonField
          label={t('people.successor')}
          organizationId={organizationId}
          withoutIds={[userId]}
          among="members"
          value={successorId}
          onChange={onSuccessor}
        />
      )}
    </>
  );
}
