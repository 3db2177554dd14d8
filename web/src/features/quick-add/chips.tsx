import { CalendarDays, Clock, FolderKanban, Repeat, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Chip, QuickAddResult } from '../../../../src/shared/quick-add/quick-add.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ChoiceButton } from '../../ui/popup/choice-button.tsx';
import { PriorityBars } from '../tasks/priority-bars.tsx';
import { useChipText } from './chip-text.ts';
import type { PresetChip } from './preset.tsx';

interface ChipsProps {
  readonly result: QuickAddResult;
  /** What the page presets, before what was recognised. */
  readonly presetChips: readonly PresetChip[];
  readonly onKeep: (words: string) => void;
  readonly onChoose: (words: string, id: string) => void;
}

/** What was recognised in the line. Removing a chip leaves its words in the title. */
export function Chips({ result, presetChips, onKeep, onChoose }: ChipsProps) {
  const { t } = useTexts();
  const textOf = useChipText(result);
  if (result.chips.length + presetChips.length === 0) return null;
  return (
    <ul aria-label={t('quickAdd.chips')} className="flex flex-wrap gap-1.5">
      {presetChips.map(({ id, icon, text, remove, onRemove }) => (
        <li key={id} className="chip">
          <span className="chip-text">
            <Icon of={icon} size={14} />
            <bdi className="min-w-0 truncate">{text}</bdi>
          </span>
          <button type="button" className="chip-remove" aria-label={remove} title={remove} onClick={onRemove}>
            <Icon of={X} size={14} />
          </button>
        </li>
      ))}
      {result.chips.map((chip) => (
        <li key={chip.start} className="chip" data-undecided={isUndecided(chip) || undefined}>
          {isUndecided(chip) ? (
            <ChoiceButton
              label={t('quickAdd.choose', { words: chip.text })}
              choices={chip.candidates.map((one) => ({
                id: one.id,
                label: one.name,
                icon: <CandidateIcon candidate={one} />,
              }))}
              selected={[]}
              mode="single"
              onChoose={([id]) => id !== undefined && onChoose(chip.words, id)}
              className="chip-text"
            >
              {t('quickAdd.which', { words: chip.text })}
            </ChoiceButton>
          ) : (
            <span className="chip-text">
              <ChipIcon chip={chip} />
              <bdi className="min-w-0 truncate">{textOf(chip)}</bdi>
            </span>
          )}
          <button
            type="button"
            className="chip-remove"
            aria-label={t('quickAdd.keep', { words: chip.text })}
            title={t('quickAdd.keep', { words: chip.text })}
            onClick={() => onKeep(chip.words)}
          >
            <Icon of={X} size={14} />
          </button>
        </li>
      ))}
    </ul>
  );
}

type TagChip = Extract<Chip, { kind: 'tag' }>;

export function isUndecided(chip: Chip): chip is TagChip {
  return chip.kind === 'tag' && chip.candidates.length > 1;
}

function ChipIcon({ chip }: { chip: Chip }): ReactNode {
  switch (chip.kind) {
    case 'date':
      return <Icon of={CalendarDays} size={14} />;
    case 'time':
      return <Icon of={Clock} size={14} />;
    case 'recurrence':
      return <Icon of={Repeat} size={14} />;
    case 'priority':
      return <PriorityBars priority={chip.priority} />;
    case 'tag':
      return chip.candidates[0] && <CandidateIcon candidate={chip.candidates[0]} />;
  }
}

function CandidateIcon({ candidate: { kind, name, colour } }: { candidate: Candidate }) {
  if (kind === 'person') return <Avatar name={name} />;
  if (kind === 'project') return <Icon of={FolderKanban} size={14} />;
  return <span aria-hidden className="mx-1 size-2 rounded-full" style={{ backgroundColor: colour }} />;
}

type Candidate = TagChip['candidates'][number] & { readonly colour?: string };
