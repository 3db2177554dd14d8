import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { fieldsQuery } from '../../../data/fields/queries.ts';
import { useTaskRights } from '../../../data/tasks/use-task-rights.ts';
import { CustomField } from './custom-field.tsx';
import { EstimateProperty } from './estimate-property.tsx';
import { PeopleProperty } from './people-property.tsx';
import { ParentProperty, MilestoneProperty } from './relation-properties.tsx';
import { PropertyRow } from './property-row.tsx';
import { RecurrenceProperty } from './recurrence-property.tsx';
import type { Save } from '../edits/use-edits.ts';
import { WatchersProperty } from './watchers-property.tsx';

interface Row {
  readonly name: string;
  readonly isSet: boolean;
  readonly field: ReactNode;
}

/** The remaining fields of a task: those with a value, on request all. */
export function Details({ task, save }: { task: Task; save: Save }) {
  const { t } = useTexts();
  const [showsAll, setShowsAll] = useState(false);
  const rows = useRows(task, save);
  const visibleRows = showsAll ? rows : rows.filter(({ isSet }) => isSet);
  const { work: mayWork } = useTaskRights(task);
  return (
    <div className="grid justify-items-start gap-1">
      {visibleRows.length > 0 && (
        <dl className="grid w-full gap-px">
          {visibleRows.map(({ name, field }) => (
            <PropertyRow key={name} name={name}>
              {field}
            </PropertyRow>
          ))}
        </dl>
      )}
      {mayWork && visibleRows.length < rows.length + (showsAll ? 1 : 0) && (
        <Button
          tone="quiet"
          size="small"
          className="-mx-2"
          aria-expanded={showsAll}
          onClick={() => setShowsAll(!showsAll)}
        >
          <Icon of={showsAll ? ChevronUp : ChevronDown} />
          {t(showsAll ? 'task.fewerFields' : 'task.moreFields')}
        </Button>
      )}
    </div>
  );
}

function useRows(task: Task, save: Save): readonly Row[] {
  const { t } = useTexts();
  const may = useTaskRights(task);
  const { data: fields = [] } = useQuery(fieldsQuery(task.teamId));
  const edited = { task, save, isReadOnly: !may.edit };
  const own = fields.map((field) => ({
    name: field.name,
    isSet: task.customFields[field.id] !== undefined,
    field: <CustomField key={field.id} {...edited} field={field} />,
  }));
  return [
    ...(task.projectId === null
      ? []
      : [
          {
            name: t('task.milestone'),
            isSet: task.milestoneId !== null,
            field: <MilestoneProperty {...edited} projectId={task.projectId} />,
          },
        ]),
    { name: t('task.parent'), isSet: task.parentId !== null, field: <ParentProperty {...edited} /> },
    { name: t('task.estimate'), isSet: task.estimate !== null, field: <EstimateProperty {...edited} /> },
    { name: t('task.repeats'), isSet: task.recurrence !== null, field: <RecurrenceProperty {...edited} /> },
    {
      name: t('task.collaborators'),
      isSet: task.collaboratorIds.length > 0,
      field: <PeopleProperty {...edited} isReadOnly={!may.work} />,
    },
    { name: t('task.watchers'), isSet: false, field: <WatchersProperty task={task} isReadOnly={!may.work} /> },
    ...own,
  ];
}
