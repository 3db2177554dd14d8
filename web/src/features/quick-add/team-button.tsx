import { ChevronDown } from 'lucide-react';
import type { Team } from '../../api/types.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ChoiceButton } from '../../ui/popup/choice-button.tsx';

interface TeamButtonProps {
  readonly team: Team | undefined;
  readonly teams: readonly Team[];
  readonly onChoose: (id: string) => void;
}

/** The team that the task goes to. */
export function TeamButton({ team, teams, onChoose }: TeamButtonProps) {
  const { t } = useTexts();
  if (!team) return <span />;
  return (
    <ChoiceButton
      label={t('quickAdd.team')}
      aria-label={t('quickAdd.teamIs', { name: team.name })}
      choices={teams.map(({ id, name, colour, key }) => ({
        id,
        label: name,
        also: key,
        icon: <TeamDot colour={colour} />,
      }))}
      selected={[team.id]}
      mode="single"
      onChoose={([id]) => id !== undefined && onChoose(id)}
      className={`${buttonClass({ tone: 'quiet' })} min-w-0 shrink! pointer-coarse:h-11`}
    >
      <TeamDot colour={team.colour} />
      <bdi className="min-w-0 truncate">{team.name}</bdi>
      <Icon of={ChevronDown} size={14} />
    </ChoiceButton>
  );
}

function TeamDot({ colour }: { colour: string }) {
  return <span aria-hidden className="size-2 shrink-0 rounded-[3px]" style={{ backgroundColor: colour }} />;
}
