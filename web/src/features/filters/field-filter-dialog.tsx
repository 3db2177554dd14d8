import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Field, Team } from '../../api/types.ts';
import { formatDay } from '../../i18n/dates.ts';
import { formatNumber, parseNumber } from '../../i18n/numbers.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DatePopupButton } from '../../ui/popup/date-popup-button.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { inputClass, TextField } from '../../ui/text-field.tsx';
import { membersQuery } from '../../data/members/queries.ts';
import { withCondition, type FieldFilter, isPart, isRange, type Range } from './field-filter.ts';

interface FieldFilterDialogProps {
  readonly team: Team;
  readonly fields: readonly Field[];
  readonly filter: FieldFilter;
  readonly onChange: (filter: FieldFilter) => void;
  readonly onClose: () => void;
}

/** The conditions on custom fields. */
export function FieldFilterDialog({ team, fields, filter, onChange, onClose }: FieldFilterDialogProps) {
  const { t } = useTexts();
  const formId = useId();
  const [conditions, setConditions] = useState(filter);
  const finish = (result: FieldFilter) => {
    onChange(result);
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    finish(conditions);
  };
  return (
    <Dialog
      title={t('list.fieldFilter')}
      onClose={onClose}
      actions={
        <>
          {Object.keys(filter).length > 0 && (
            <Button className="me-auto" onClick={() => finish({})}>
              {t('list.clear')}
            </Button>
          )}
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone="primary">
            {t('list.narrow')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-4">
        {fields.map((field) => (
          <ConditionField
            key={field.id}
            team={team}
            field={field}
            condition={conditions[field.id]}
            onChange={(next) => setConditions((before) => withCondition(before, field.id, next))}
          />
        ))}
      </form>
    </Dialog>
  );
}

const longestPart = 200;

interface ConditionFieldProps {
  readonly team: Team;
  readonly field: Field;
  readonly condition: FieldFilter[string] | undefined;
  readonly onChange: (condition: FieldFilter[string] | undefined) => void;
}

function ConditionField({ team, field, condition, onChange }: ConditionFieldProps) {
  const range = isRange(condition) ? condition : {};
  const value = typeof condition === 'object' || condition === undefined ? '' : String(condition);
  switch (field.type) {
    case 'choice':
      return <OneOf field={field} value={value} choices={field.options} onChange={onChange} />;
    case 'person':
      return <PersonOf team={team} field={field} value={value} onChange={onChange} />;
    case 'number':
    case 'date':
      return <RangeOf field={field} range={range} onChange={onChange} />;
    case 'text':
    case 'link':
      return (
        <TextField
          label={field.name}
          dir={field.type === 'link' ? 'ltr' : 'auto'}
          autoComplete="off"
          maxLength={longestPart}
          value={isPart(condition) ? condition.contains : value}
          onChange={({ target }) => onChange({ contains: target.value })}
        />
      );
  }
}

interface OneOfProps {
  readonly field: Field;
  readonly value: string;
  readonly choices: readonly { readonly id: string; readonly name: string }[];
  readonly onChange: (value: string) => void;
}

function OneOf({ field, value, choices, onChange }: OneOfProps) {
  const { t } = useTexts();
  return (
    <SelectField label={field.name} value={value} onChange={({ target }) => onChange(target.value)}>
      <option value="">{t('list.anything')}</option>
      {choices.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}

function PersonOf({ team, ...rest }: Omit<OneOfProps, 'choices'> & { readonly team: Team }) {
  const { data: members = [] } = useQuery(membersQuery(team.organizationId));
  return <OneOf {...rest} choices={members.map(({ user: { id, name } }) => ({ id, name }))} />;
}

interface RangeOfProps {
  readonly field: Field;
  readonly range: Range;
  readonly onChange: (range: Range) => void;
}

function RangeOf({ field, range, onChange }: RangeOfProps) {
  const { t } = useTexts();
  const limits = (['from', 'to'] as const).map((end) => ({
    end,
    label: t(`list.${end}`, { name: field.name }),
    set: (limit: string | number | undefined) => {
      const { [end]: _before, ...other } = range;
      onChange(limit === undefined ? other : { ...other, [end]: limit });
    },
  }));
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium text-soft">
        <bdi>{field.name}</bdi>
      </legend>
      <div className="flex items-center gap-2">
        {limits.map(({ end, label, set }) =>
          field.type === 'number' ? (
            <NumberLimit key={end} label={label} hint={t(`list.${end}Short`)} value={range[end]} onChange={set} />
          ) : (
            <DayLimit key={end} label={label} hint={t(`list.${end}Short`)} value={range[end]} onChange={set} />
          ),
        )}
      </div>
    </fieldset>
  );
}

interface LimitProps<Value> {
  readonly label: string;
  readonly hint: string;
  readonly value: string | number | undefined;
  readonly onChange: (value: Value | undefined) => void;
}

function NumberLimit({ label, hint, value, onChange }: LimitProps<number>) {
  const [inputText, setInputText] = useState(typeof value === 'number' ? formatNumber(value) : '');
  return (
    <input
      aria-label={label}
      placeholder={hint}
      inputMode="decimal"
      value={inputText}
      onChange={({ target }) => {
        setInputText(target.value);
        onChange(parseNumber(target.value));
      }}
      className={`${inputClass} h-10`}
    />
  );
}

function DayLimit({ label, hint, value, onChange }: LimitProps<string>) {
  const dateFormat = useDateFormat();
  const now = useNow();
  const day = typeof value === 'string' ? value : null;
  return (
    <DatePopupButton
      label={label}
      day={day}
      onChoose={({ day: chosenDay }) => onChange(chosenDay ?? undefined)}
      className={`${inputClass} h-10 text-start`}
    >
      <span className="sr-only">{label}</span>
      {day === null ? <span className="text-muted">{hint}</span> : formatDay(day, dateFormat, now)}
    </DatePopupButton>
  );
}
