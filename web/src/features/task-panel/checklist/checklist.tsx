import { useQuery } from '@tanstack/react-query';
import { groupBy } from '../../../lib/group-by.ts';
import { enabledUnlessLeaving } from '../../../api/enabled-unless-leaving.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import type { ChecklistItem, Task } from '../../../api/types.ts';
import { formatNumber } from '../../../i18n/numbers.ts';
import { useTaskRights } from '../../../data/tasks/use-task-rights.ts';
import { addItem, checklistQuery } from '../../../data/checklists/queries.ts';
import { ChecklistRow } from './checklist-row.tsx';
import { LineField } from '../line-field.tsx';

/** The checklists of a task: one without a name, or several imported ones. */
export function Checklist({ task }: { task: Task }) {
  const { t } = useTexts();
  const { work: mayWork } = useTaskRights(task);
  const { data: items = [] } = useQuery({
    ...checklistQuery(task.id),
    enabled: enabledUnlessLeaving(task.checklistTotal > 0),
  });
  const lists = [...groupBy(items, ({ checklist }) => checklist)];
  const sections: [string, ChecklistItem[] | undefined][] = lists.length > 0 ? lists : [['', []]];
  if (items.length === 0 && !mayWork) return null;
  return (
    <>
      {sections.map(([name, own = []]) => (
        <section key={name} aria-label={name === '' ? t('checklist.title') : name} className="grid gap-1">
          {own.length > 0 && (
            <h3 className="flex items-center gap-2 font-medium">
              <bdi>{name === '' ? t('checklist.title') : name}</bdi>
              <span className="text-meta font-normal text-muted">
                {t('task.checklistShort', {
                  done: formatNumber(own.filter(({ done }) => done).length),
                  total: formatNumber(own.length),
                })}
              </span>
            </h3>
          )}
          <ul className="grid grid-cols-1">
            {own.map((item) => (
              <ChecklistRow key={item.id} task={task} item={item} mayWork={mayWork} />
            ))}
          </ul>
          {mayWork && (
            <LineField
              label={t('checklist.add')}
              placeholder={t(own.length > 0 ? 'checklist.addMore' : 'checklist.addFirst')}
              onSubmit={(title) => void addItem(task, name, title)}
            />
          )}
        </section>
      ))}
    </>
  );
}
