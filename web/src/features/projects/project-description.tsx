import { useTexts } from '../../i18n/use-texts.ts';
import type { Project } from '../../api/types.ts';
import { useQuestion } from '../../lib/use-question.ts';
import { Described } from '../../ui/described.tsx';
import { MarkdownField } from '../../ui/markdown-field.tsx';
import { RichField } from '../../ui/text-editor/rich-field.tsx';
import type { SaveText } from '../../ui/use-autosave.ts';
import { type Side, TwoSidesDialog } from '../../ui/two-sides-dialog.tsx';
import { describeProject } from '../../data/projects/change-project.ts';

interface ProjectDescriptionProps {
  readonly project: Project;
  readonly isReadOnly: boolean;
}

const longestDescription = 20_000;

/** The description of a project. */
export function ProjectDescription({ project, isReadOnly }: ProjectDescriptionProps) {
  const { t } = useTexts();
  const { open, ask } = useQuestion<{ mine: string; theirs: string }, Side>();
  const save: SaveText = async (mine, { text, version }) => {
    const original = { ...project, description: text, ...(version === null ? {} : { version }) };
    let outcome = await describeProject(original, mine);
    while (outcome !== true && outcome !== false) {
      const side = await ask({ mine, theirs: outcome.description });
      if (side === null) return null;
      if (side === 'theirs') return { text: outcome.description, version: outcome.version ?? null };
      outcome = await describeProject(outcome, mine);
    }
    return outcome ? { text: mine, version: null } : null;
  };
  return (
    <>
      <Described
        of={project}
        label={t('projects.description')}
        placeholder={t('projects.descriptionPlaceholder')}
        add={t('projects.addDescription')}
        draftName={`project.${project.id}`}
        longest={longestDescription}
        isReadOnly={isReadOnly}
        field={(field) => <RichField {...field} plain={(plain) => <MarkdownField {...plain} />} />}
        save={save}
      />
      {open && (
        <TwoSidesDialog key={open.key} field={t('fieldNames.description')} {...open.question} onChoose={open.answer} />
      )}
    </>
  );
}
