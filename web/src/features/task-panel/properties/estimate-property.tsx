import type { Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { formatDuration } from '../../../i18n/durations.ts';
import { readEstimate } from '../../../data/tasks/read-estimate.ts';
import { LineValue } from './line-value.tsx';
import type { Save } from '../edits/use-edits.ts';

interface EstimatePropertyProps {
  readonly task: Task;
  readonly save: Save;
  readonly isReadOnly: boolean;
}

export function EstimateProperty({ task, save, isReadOnly }: EstimatePropertyProps) {
  const { t } = useTexts();
  const text = task.estimate === null ? '' : formatDuration(task.estimate);
  const change = (inputText: string) => {
    const estimate = readEstimate(inputText);
    if (estimate === undefined) return t('task.estimateWrong');
    void save(task, { estimate });
    return undefined;
  };
  return (
    <LineValue
      label={t('task.estimate')}
      displayText={text}
      initialInput={text}
      empty={t('task.none')}
      hint={t('task.estimateHint')}
      isReadOnly={isReadOnly}
      onSave={change}
    />
  );
}
