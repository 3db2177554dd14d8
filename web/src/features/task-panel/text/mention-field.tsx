import { useQuery } from '@tanstack/react-query';
import { type ComponentProps, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { enabledUnlessLeaving } from '../../../api/enabled-unless-leaving.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import type { Person } from '../../../api/types.ts';
import { type Completion, MarkdownField } from '../../../ui/markdown-field.tsx';
import { membersQuery } from '../../../data/members/queries.ts';
import { type MentionStart, mentionAt, withMention } from './mention.ts';
import { MentionList } from './mention-list.tsx';
import { peopleNamed } from './people-named.ts';

interface MentionFieldProps extends Omit<ComponentProps<typeof MarkdownField>, 'completion'> {
  readonly organizationId: string;
}

/** A Markdown field with mentions: `@` and the beginning of a name open a list of people. */
export function MentionField({ organizationId, ...field }: MentionFieldProps) {
  const completion = useMentions(organizationId, field.value, field.onChange);
  return <MarkdownField {...field} completion={completion} />;
}

function useMentions(organizationId: string, value: string, onChange: (value: string) => void): Completion {
  const { t } = useTexts();
  const ref = useRef<HTMLTextAreaElement>(null);
  const nextCaret = useRef<number | null>(null);
  const listId = useId();
  const [mention, setMention] = useState<MentionStart | null>(null);
  const [active, setActive] = useState(0);
  const { data: members = [] } = useQuery({
    ...membersQuery(organizationId),
    enabled: enabledUnlessLeaving(mention !== null),
  });
  const people =
    mention === null
      ? []
      : peopleNamed(
          members.map(({ user }) => user),
          mention.name,
        );
  const isOpen = people.length > 0;
  const optionId = (index: number) => `${listId}-${index}`;

  // Puts the caret after the inserted mention, once the field has the text.
  useEffect(() => {
    if (nextCaret.current === null || ref.current?.value !== value) return;
    ref.current.setSelectionRange(nextCaret.current, nextCaret.current);
    nextCaret.current = null;
  }, [value]);

  const look = () => {
    const element = ref.current;
    const next = element ? mentionAt(element.value, element.selectionStart) : null;
    if (next?.name !== mention?.name) setActive(0);
    setMention(next);
  };
  const choose = (person: Person | undefined) => {
    const element = ref.current;
    if (!person || !mention || !element) return;
    const result = withMention(value, element.selectionStart, mention, person.username);
    nextCaret.current = result.caret;
    onChange(result.text);
    setMention(null);
    element.focus();
  };
  const step = (by: number) => setActive((active + by + people.length) % people.length);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isOpen || event.nativeEvent.isComposing) return false;
    if (event.key === 'ArrowDown') step(1);
    else if (event.key === 'ArrowUp') step(-1);
    else if ((event.key === 'Enter' && !event.ctrlKey && !event.metaKey) || event.key === 'Tab') choose(people[active]);
    else if (event.key === 'Escape') setMention(null);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return {
    field: {
      ref,
      'aria-autocomplete': 'list',
      'aria-controls': isOpen ? listId : undefined,
      'aria-activedescendant': isOpen ? optionId(active) : undefined,
      onSelect: look,
      onBlur: () => setMention(null),
    },
    onKeyDown,
    list: isOpen && (
      <MentionList
        id={listId}
        label={t('comment.people')}
        people={people}
        active={active}
        optionId={optionId}
        onChoose={choose}
      />
    ),
  };
}
