import { useQuery } from '@tanstack/react-query';
import type { Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { ChoiceButton } from '../../../ui/popup/choice-button.tsx';
import { membersQuery } from '../../../data/members/queries.ts';
import { personChoice } from '../../tasks/person-choice.tsx';
import { Unset } from './unset.tsx';
import type { Save } from '../edits/use-edits.ts';

interface PeopleChoiceProps {
  readonly organizationId: string;
  readonly label: string;
  readonly userIds: readonly string[];
  readonly isReadOnly: boolean;
  readonly onChoose: (ids: readonly string[]) => void;
}

/** Several people of the organization. */
export function PeopleChoice({ organizationId, label, userIds, isReadOnly, onChoose }: PeopleChoiceProps) {
  const { data: members = [] } = useQuery(membersQuery(organizationId));
  const people = members.filter(({ role }) => role !== 'guest').map(({ user }) => user);
  const own = members.map(({ user }) => user).filter(({ id }) => userIds.includes(id));
  return (
    <ChoiceButton
      label={label}
      choices={people.map(personChoice)}
      selected={userIds}
      mode="multiple"
      onChoose={onChoose}
      disabled={isReadOnly}
      className="property"
    >
      {own.length === 0 && <Unset name={label} />}
      {own.map(({ id, name, avatarUrl }) => (
        <span key={id} className="inline-flex items-center gap-1.5">
          <Avatar name={name} url={avatarUrl} />
          <bdi>{name}</bdi>
        </span>
      ))}
    </ChoiceButton>
  );
}

interface PeoplePropertyProps {
  readonly task: Task;
  readonly save: Save;
  readonly isReadOnly: boolean;
}

/** The collaborators. */
export function PeopleProperty({ task, save, isReadOnly }: PeoplePropertyProps) {
  const { t } = useTexts();
  return (
    <PeopleChoice
      organizationId={task.organizationId}
      label={t('task.collaborators')}
      userIds={task.collaboratorIds}
      isReadOnly={isReadOnly}
      onChoose={(ids) => void save(task, { collaboratorIds: [...ids] })}
    />
  );
}
