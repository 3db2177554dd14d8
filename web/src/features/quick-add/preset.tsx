import { useQuery } from '@tanstack/react-query';
import { CalendarDays, FolderKanban, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import type { QuickAddResult } from '../../../../src/shared/quick-add/quick-add.ts';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import { projectQuery } from '../../data/projects/queries.ts';
import { formatDay } from '../../i18n/dates.ts';
import { nearDay } from '../../i18n/due.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { useNow } from '../../lib/use-now.ts';
import type { NewTaskPreset } from './open-quick-add.ts';

export interface PresetChip {
  readonly id: string;
  readonly icon: LucideIcon;
  readonly text: string;
  /** The label of the button that removes it. */
  readonly remove: string;
  readonly onRemove: () => void;
}

/** What the page presets, as chips that can be removed, while the line does not say otherwise. */
export function usePreset(initial: NewTaskPreset, result: QuickAddResult) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const [preset, setPreset] = useState(initial);
  const { day, projectId } = preset;
  const { data: project } = useQuery({
    ...projectQuery(projectId ?? ''),
    enabled: enabledUnlessLeaving(projectId !== undefined),
  });
  const chips: PresetChip[] = [];
  if (day !== undefined && !namesDay(result)) {
    const near = nearDay(day, dateFormat.timeZone, now);
    const text = near ? t(`dates.${near}`) : formatDay(day, dateFormat, now);
    const onRemove = () => setPreset({ ...preset, day: undefined });
    chips.push({ id: 'day', icon: CalendarDays, text, remove: t('quickAdd.drop', { name: text }), onRemove });
  }
  if (project && result.projectId === null) {
    const { name: text } = project;
    const onRemove = () => setPreset({ ...preset, projectId: undefined });
    chips.push({ id: 'project', icon: FolderKanban, text, remove: t('quickAdd.drop', { name: text }), onRemove });
  }
  return { preset, presetChips: chips };
}

/** A line with what the page presets, where it names nothing itself. A time without a day is on the preset day. */
export function withPreset(result: QuickAddResult, { day, projectId }: NewTaskPreset): QuickAddResult {
  return {
    ...result,
    day: namesDay(result) ? result.day : (day ?? result.day),
    projectId: result.projectId ?? projectId ?? null,
  };
}

function namesDay({ chips }: QuickAddResult): boolean {
  return chips.some(({ kind }) => kind === 'date' || kind === 'recurrence');
}
