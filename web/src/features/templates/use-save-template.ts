import { useQuestion } from '../../lib/use-question.ts';
import type { Side } from '../../ui/two-sides-dialog.tsx';
import { changeTaskTemplate, createTaskTemplate, type WholeTemplate } from '../../data/templates/change-templates.ts';
import type { Plan } from '../../data/templates/plan.ts';

/** Saves a template: over `before`, or as a new one. If others changed it meanwhile, the person decides. */
export function useSaveTemplate(teamId: string, before: WholeTemplate | undefined) {
  const { open, ask } = useQuestion<{ mine: Plan; theirs: Plan }, Side>();

  /** Whether it is saved or dropped; false if the person continues to edit. */
  async function save(mine: Plan): Promise<boolean> {
    if (!before) {
      await createTaskTemplate(teamId, mine);
      return true;
    }
    let outcome = await changeTaskTemplate(teamId, before, mine);
    while (outcome !== true) {
      const side = await ask({ mine, theirs: outcome.template });
      if (side !== 'mine') return side === 'theirs';
      outcome = await changeTaskTemplate(teamId, outcome, mine);
    }
    return true;
  }

  return { save, open };
}
