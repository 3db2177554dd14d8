import { useQuery } from '@tanstack/react-query';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import type { Field } from '../../api/types.ts';
import { formatDay } from '../../i18n/dates.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { membersQuery } from '../../data/members/queries.ts';
import type { KnownTask } from '../../data/tasks/store.ts';

/** The values of the custom fields that cards show. */
export function CardFields({ task, fields }: { task: KnownTask; fields: readonly Field[] }) {
  const filledFields = fields.filter(({ id }) => task.customFields?.[id] !== undefined);
  if (filledFields.length === 0) return null;
  return (
    <dl className="card-fields">
      {filledFields.map((field) => (
        <div key={field.id} className="flex min-w-0 gap-1.5">
          <dt className="own-direction max-w-1/2 flex-none truncate">{field.name}</dt>
          <dd className="own-direction min-w-0 truncate text-soft">
            <FieldValue field={field} value={task.customFields?.[field.id]} organizationId={task.organizationId} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface FieldValueProps {
  readonly field: Field;
  readonly value: string | number | undefined;
  readonly organizationId: string;
}

function FieldValue({ field: { type, options }, value, organizationId }: FieldValueProps) {
  const dateFormat = useDateFormat();
  const now = useNow();
  const { data: members } = useQuery({
    ...membersQuery(organizationId),
    enabled: enabledUnlessLeaving(type === 'person'),
  });
  switch (type) {
    case 'number':
      return formatNumber(Number(value));
    case 'date':
      return formatDay(String(value), dateFormat, now);
    case 'choice':
      return options.find(({ id }) => id === value)?.name;
    case 'person':
      return members?.find(({ userId }) => userId === value)?.user.name;
    default:
      return value;
  }
}
