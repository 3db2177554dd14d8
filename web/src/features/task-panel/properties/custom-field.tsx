import { useQuery } from '@tanstack/react-query';
import { ExternalLink } from 'lucide-react';
import { useTexts } from '../../../i18n/use-texts.ts';
import type { Field, Task } from '../../../api/types.ts';
import { formatNumber, parseNumber } from '../../../i18n/numbers.ts';
import { useDateFormat } from '../../../i18n/use-date-format.ts';
import { formatDay } from '../../../i18n/dates.ts';
import { useNow } from '../../../lib/use-now.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { ChoiceButton } from '../../../ui/popup/choice-button.tsx';
import { DatePopupButton } from '../../../ui/popup/date-popup-button.tsx';
import { membersQuery } from '../../../data/members/queries.ts';
import { personChoice } from '../../tasks/person-choice.tsx';
import { LineValue } from './line-value.tsx';
import { Unset } from './unset.tsx';
import type { Save } from '../edits/use-edits.ts';
import { iconButton } from '../../../ui/icon-button.tsx';

interface CustomFieldProps {
  readonly task: Task;
  readonly save: Save;
  readonly isReadOnly: boolean;
  readonly field: Field;
}

interface ValueProps {
  readonly task: Task;
  readonly field: Field;
  readonly value: string | number | undefined;
  readonly isReadOnly: boolean;
  readonly set: (value: string | number | null) => void;
}

const none = 'none';

/** A custom field with the input of its type. */
export function CustomField({ task, save, isReadOnly, field }: CustomFieldProps) {
  const value = task.customFields[field.id];
  const set = (next: string | number | null) => {
    if (next !== (value ?? null)) void save(task, { customFields: { [field.id]: next } });
  };
  const valueProps = { task, field, value, isReadOnly, set };
  switch (field.type) {
    case 'text':
      return <TextValue {...valueProps} />;
    case 'number':
      return <NumberValue {...valueProps} />;
    case 'link':
      return <LinkValue {...valueProps} />;
    case 'date':
      return <DateValue {...valueProps} />;
    case 'choice':
      return <OptionValue {...valueProps} />;
    case 'person':
      return <PersonValue {...valueProps} />;
  }
}

function TextValue({ field, value, isReadOnly, set }: ValueProps) {
  const { t } = useTexts();
  const text = value === undefined ? '' : String(value);
  return (
    <LineValue
      label={field.name}
      displayText={text}
      initialInput={text}
      empty={t('task.none')}
      isReadOnly={isReadOnly}
      onSave={(inputText) => void set(inputText === '' ? null : inputText)}
    />
  );
}

function NumberValue({ field, value, isReadOnly, set }: ValueProps) {
  const { t } = useTexts();
  const change = (inputText: string) => {
    if (inputText === '') return void set(null);
    const number = parseNumber(inputText);
    return number === undefined ? t('ownFields.notANumber') : void set(number);
  };
  return (
    <LineValue
      label={field.name}
      displayText={value === undefined ? '' : formatNumber(Number(value))}
      initialInput={value === undefined ? '' : String(value)}
      empty={t('task.none')}
      inputMode="decimal"
      isReadOnly={isReadOnly}
      onSave={change}
    />
  );
}

function LinkValue({ field, value, isReadOnly, set }: ValueProps) {
  const { t } = useTexts();
  const text = value === undefined ? '' : String(value);
  const change = (inputText: string) => {
    const address = inputText === '' || /^[a-z]+:/i.test(inputText) ? inputText : `https://${inputText}`;
    if (address !== '' && !/^https?:\/\/\S+$/i.test(address)) return t('ownFields.notALink');
    return void set(address === '' ? null : address);
  };
  return (
    <>
      <LineValue
        label={field.name}
        displayText={text}
        initialInput={text}
        empty={t('task.none')}
        inputMode="url"
        dir="ltr"
        isReadOnly={isReadOnly}
        onSave={change}
      />
      {/^https?:\/\//i.test(text) && (
        <a
          href={text}
          target="_blank"
          rel="noopener noreferrer"
          aria-label={t('ownFields.openLink', { name: field.name })}
          className={iconButton}
        >
          <Icon of={ExternalLink} />
        </a>
      )}
    </>
  );
}

function DateValue({ field, value, isReadOnly, set }: ValueProps) {
  const dateFormat = useDateFormat();
  const now = useNow();
  const day = value === undefined ? null : String(value);
  return (
    <DatePopupButton
      label={field.name}
      day={day}
      onChoose={({ day: chosenDay }) => set(chosenDay)}
      className="property"
      disabled={isReadOnly}
    >
      {day === null ? (
        <Unset name={field.name} />
      ) : (
        <>
          <span className="sr-only">{field.name}</span>
          {formatDay(day, dateFormat, now)}
        </>
      )}
    </DatePopupButton>
  );
}

function OptionValue({ field, value, isReadOnly, set }: ValueProps) {
  const { t } = useTexts();
  const option = field.options.find(({ id }) => id === value);
  return (
    <ChoiceButton
      label={field.name}
      choices={[{ id: none, label: t('task.none') }, ...field.options.map(({ id, name }) => ({ id, label: name }))]}
      selected={[option?.id ?? none]}
      mode="single"
      onChoose={([id]) => set(id === undefined || id === none ? null : id)}
      disabled={isReadOnly}
      className="property"
    >
      {option ? <bdi>{option.name}</bdi> : <Unset name={field.name} />}
    </ChoiceButton>
  );
}

function PersonValue({ task, field, value, isReadOnly, set }: ValueProps) {
  const { t } = useTexts();
  const { data: members = [] } = useQuery(membersQuery(task.organizationId));
  const person = members.find(({ userId }) => userId === value)?.user;
  return (
    <ChoiceButton
      label={field.name}
      choices={[{ id: none, label: t('task.nobody') }, ...members.map(({ user }) => personChoice(user))]}
      selected={[person?.id ?? none]}
      mode="single"
      onChoose={([id]) => set(id === undefined || id === none ? null : id)}
      disabled={isReadOnly}
      className="property"
    >
      {person ? (
        <>
          <Avatar name={person.name} url={person.avatarUrl} />
          <bdi>{person.name}</bdi>
        </>
      ) : (
        <Unset name={field.name} />
      )}
    </ChoiceButton>
  );
}
