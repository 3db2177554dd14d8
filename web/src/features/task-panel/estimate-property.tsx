import { useTexts } from '../../i18n/use-texts.ts';
import { formatDuration, parseDuration } from '../../i18n/durations.ts';
import { LineValue } from './line-value.tsx';
import type { WholeTask } from './task-view.tsx';
import type { Save } from './use-edits.ts';

interface EstimatePropertyProps {
  readonly task: WholeTask;
  readonly save: Save;
  readonly isReadOnly: boolean;
}

const most = 1_000_000;

export function EstimateProperty({ task, save, isReadOnly }: EstimatePropertyProps) {
  const { t } = useTexts();
  const text = task.estimate === null ? '' : formatDuration(task.estimate);
  const change = (typed: string) => {
    const estimate = typed === '' ? null : parseDuration(typed);
    if (estimate === undefined || (estimate !== null && estimate > most)) return t('task.estimateWrong');
    void save(task, { estimate });
    return undefined;
  };
  return (
    <LineValue
      label={t('task.estimate')}
      shown={text}
      typedAs={text}
      empty={t('task.none')}
      hint={t('task.estimateHint')}
      isReadOnly={isReadOnly}
      onSave={change}
    />
  );
}
