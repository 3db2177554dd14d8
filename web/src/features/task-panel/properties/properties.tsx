import { useQuery } from '@tanstack/react-query';
import { CalendarClock, CalendarPlus, Plus } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import type { Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { Icon } from '../../../ui/icon.tsx';
import { MenuButton } from '../../../ui/popup/menu-button.tsx';
import { fieldsQuery } from '../../../data/fields/queries.ts';
import { projectsQuery } from '../../../data/projects/queries.ts';
import { isOpen } from '../../../data/tasks/is-open.ts';
import { useTaskRights } from '../../../data/tasks/use-task-rights.ts';
import { ProjectProperty } from '../../projects/project-property.tsx';
import type { Save } from '../edits/use-edits.ts';
import { CustomField } from './custom-field.tsx';
import { DateProperty } from './date-property.tsx';
import { EstimateProperty } from './estimate-property.tsx';
import { AssigneeProperty, LabelsProperty, PriorityProperty, StatusProperty } from './main-properties.tsx';
import { PeopleProperty } from './people-property.tsx';
import { PropertyRow } from './property-row.tsx';
import { RecurrenceProperty } from './recurrence-property.tsx';
import { MilestoneProperty, ParentProperty } from './relation-properties.tsx';
import { useHasReminder, ReminderProperty } from './reminder-property.tsx';
import { WatchersProperty } from './watchers-property.tsx';

interface Row {
  readonly id: string;
  readonly name: string;
  /** Others are added by the menu. */
  readonly isShown: boolean;
  readonly mayAdd: boolean;
  readonly field: ReactNode;
}

/** The properties of a task with their names: those that every task needs, those with a value, and on request others. */
export function Properties({ task, save }: { readonly task: Task; readonly save: Save }) {
  const { t } = useTexts();
  const [added, setAdded] = useState<readonly string[]>([]);
  const list = useRef<HTMLDListElement>(null);
  const rows = useRows(task, save);
  const visibleRows = rows.filter(({ id, isShown }) => isShown || added.includes(id));
  const otherRows = rows.filter((row) => row.mayAdd && !visibleRows.includes(row));
  const add = (id: string) => {
    setAdded([...added, id]);
    // After the menu has returned the focus to its button.
    const focus = () => list.current?.querySelector<HTMLElement>(`[data-field='${id}'] button`)?.focus();
    requestAnimationFrame(() => requestAnimationFrame(focus));
  };
  return (
    <div role="group" aria-label={t('task.properties')} className="grid content-start justify-items-start gap-1">
      <dl ref={list} className="grid w-full gap-px">
        {visibleRows.map(({ id, name, field }) => (
          <PropertyRow key={id} id={id} name={name}>
            {field}
          </PropertyRow>
        ))}
      </dl>
      {otherRows.length > 0 && (
        <MenuButton
          label={t('task.addField')}
          groups={[{ id: 'fields', items: otherRows.map(({ id, name }) => ({ id, label: name, run: () => add(id) })) }]}
          className="tap -mx-2 inline-flex h-8 items-center gap-1.5 rounded-[6px] px-2 text-muted hover:bg-hover hover:text-ink aria-expanded:bg-hover"
        >
          <Icon of={Plus} />
          {t('task.addField')}
        </MenuButton>
      )}
    </div>
  );
}

function always(id: string, name: string, field: ReactNode): Row {
  return { id, name, isShown: true, mayAdd: false, field };
}

function useRows(task: Task, save: Save): readonly Row[] {
  const { t } = useTexts();
  const may = useTaskRights(task);
  const { data: fields = [] } = useQuery(fieldsQuery(task.teamId));
  const { data: projects = [] } = useQuery(projectsQuery(task.organizationId));
  const hasReminder = useHasReminder(task.id);
  const worked = { task, save, isReadOnly: !may.work };
  const edited = { task, save, isReadOnly: !may.edit };
  const ifSet = (id: string, name: string, isSet: boolean, field: ReactNode, mayAdd = may.edit): Row => ({
    id,
    name,
    isShown: isSet,
    mayAdd,
    field,
  });
  return [
    always('status', t('task.status'), <StatusProperty {...worked} />),
    always('priority', t('task.priority'), <PriorityProperty {...edited} />),
    always('assignee', t('task.assignee'), <AssigneeProperty {...worked} />),
    always(
      'dueDate',
      t('task.dueDate'),
      <DateProperty {...edited} field="dueDate" label={t('task.dueDate')} icon={CalendarClock} />,
    ),
    always('labels', t('task.labels'), <LabelsProperty {...worked} />),
    ...(projects.length === 0
      ? []
      : [
          always(
            'project',
            t('task.project'),
            <ProjectProperty
              organizationId={task.organizationId}
              projectId={task.projectId}
              isReadOnly={!may.edit}
              onChoose={(projectId) => void save(task, { projectId })}
            />,
          ),
        ]),
    ...fields.map((field) =>
      ifSet(field.id, field.name, task.customFields[field.id] !== undefined, <CustomField {...edited} field={field} />),
    ),
    ...(task.projectId === null
      ? []
      : [
          ifSet(
            'milestone',
            t('task.milestone'),
            task.milestoneId !== null,
            <MilestoneProperty {...edited} projectId={task.projectId} />,
          ),
        ]),
    ifSet(
      'startDate',
      t('task.startDate'),
      task.startDate !== null,
      <DateProperty {...edited} field="startDate" label={t('task.startDate')} icon={CalendarPlus} />,
    ),
    ifSet('estimate', t('task.estimate'), task.estimate !== null, <EstimateProperty {...edited} />),
    ifSet('recurrence', t('task.repeats'), task.recurrence !== null, <RecurrenceProperty {...edited} />),
    ifSet('parent', t('task.parent'), task.parentId !== null, <ParentProperty {...edited} />),
    ifSet(
      'collaborators',
      t('task.collaborators'),
      task.collaboratorIds.length > 0,
      <PeopleProperty {...edited} isReadOnly={!may.work} />,
      may.work,
    ),
    ifSet('watchers', t('task.watchers'), false, <WatchersProperty task={task} isReadOnly={!may.work} />, may.work),
    ...(hasReminder || isOpen(task) ? [always('reminder', t('task.reminder'), <ReminderProperty task={task} />)] : []),
  ];
}
