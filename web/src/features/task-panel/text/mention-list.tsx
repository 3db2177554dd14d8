import { useEffect } from 'react';
import { useTexts } from '../../../i18n/use-texts.ts';
import type { Person } from '../../../api/types.ts';
import { classNames } from '../../../lib/class-names.ts';
import { announce } from '../../../ui/announcer.tsx';
import { Avatar } from '../../../ui/avatar.tsx';
import { Name } from '../../../ui/name.tsx';

interface MentionListProps {
  readonly id: string;
  readonly label: string;
  readonly people: readonly Person[];
  readonly active: number;
  readonly optionId: (index: number) => string;
  readonly onChoose: (person: Person) => void;
}

/** The people that a mention may mean, below the text. The focus stays in the field. */
export function MentionList({ id, label, people, active, optionId, onChoose }: MentionListProps) {
  const { t } = useTexts();
  const count = people.length;
  useEffect(() => announce(t('comment.peopleFound', { count })), [count, t]);
  return (
    <div id={id} role="listbox" aria-label={label} className="mx-2 mb-2 rounded-[6px] border border-line p-1">
      {people.map((person, index) => (
        <div
          key={person.id}
          id={optionId(index)}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          // Keeps the focus in the field.
          onPointerDown={(event) => {
            event.preventDefault();
            onChoose(person);
          }}
          className={classNames(
            'flex h-8 cursor-default items-center gap-2 rounded-[5px] px-2',
            index === active && 'bg-hover',
          )}
        >
          <Avatar name={person.name} url={person.avatarUrl} />
          <Name className="min-w-0 truncate">{person.name}</Name>
          <bdi dir="ltr" className="truncate text-meta text-muted">
            @{person.username}
          </bdi>
        </div>
      ))}
    </div>
  );
}
