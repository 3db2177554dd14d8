import i18next from 'i18next';
import type { Label } from '../../api/types.ts';
import { formatDuration } from '../../i18n/durations.ts';
import { joinNames } from '../../i18n/names.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import type { Plan } from '../../data/templates/plan.ts';

/** The contents of a template, one line each, without empty ones. */
export function planText({ name, tasks: [root, ...parts] }: Plan, labels: readonly Label[]): string {
  const { t } = i18next;
  const own = labels.filter(({ id }) => root?.labelIds.includes(id));
  const fieldLines = [
    [t('templates.name'), name],
    [t('templates.taskTitle'), root?.title],
    [t('templates.description'), root?.description],
    [t('task.priority'), root && t(`shared:priorities.${root.priority}`)],
    [t('templates.dueDay'), typeof root?.dueDay === 'number' ? formatNumber(root.dueDay) : ''],
    [t('task.estimate'), typeof root?.estimate === 'number' ? formatDuration(root.estimate) : ''],
    [t('task.labels'), joinNames(own.map((label) => label.name))],
    [t('templates.parts'), titleList(parts)],
    [t('templates.steps'), titleList(root?.checklist ?? [])],
  ];
  return fieldLines.flatMap(([label, value]) => (value ? [`${label}: ${value}`] : [])).join('\n');
}

const titleList = (lines: readonly { readonly title: string }[]) => lines.map(({ title }) => `\n• ${title}`).join('');
