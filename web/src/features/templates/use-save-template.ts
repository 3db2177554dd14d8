import { useQuestion } from '../../lib/use-question.ts';
import type { Side } from '../../ui/two-sides-dialog.tsx';
import { changeTaskTemplate, createTaskTemplate, type WholeTemplate } from '../../data/templates/change-templates.ts';
import type { Plan } from '../../data/templates/plan.ts';

/** Writes a plan: over what it was in `before`, or as a new one. Where others changed it, whoever saves is asked. */
export function useSaveTemplate(teamId: string, before: WholeTemplate | undefined) {
  const { open, ask } = useQuestion<{ mine: Plan; theirs: Plan }, Side>();

  /** Whether that is settled: whoever goes on writing instead keeps what was typed. */
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
