import i18next from 'i18next';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Label } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { showToast } from '../../ui/toasts.ts';
import { labelsQuery } from './queries.ts';

/** Colours that are distinguishable on light and dark, in the order in which labels get them. */
export const labelColours = [
  '#2f7fb8',
  '#b0565f',
  '#4f8a3d',
  '#a8742a',
  '#7a5fa8',
  '#1f8a8a',
  '#b85c8e',
  '#6b7280',
] as const;

/** The selected labels, and the function that selects others. */
export interface LabelChosen {
  readonly ids: readonly string[];
  readonly onChoose: (ids: readonly string[]) => void;
}

/** Creates a label and adds it to the current selection, which may have changed before the reply arrives. */
export async function makeAndChoose(organizationId: string, name: string, latest: { current: LabelChosen }) {
  const label = await makeLabel(organizationId, name);
  if (!label) return;
  const { ids, onChoose } = latest.current;
  const all = [...ids, label.id];
  latest.current = { ids: all, onChoose };
  onChoose(all);
}

/** Creates a label in the organization, in a rarely used colour; null if refused, with a message. */
async function makeLabel(organizationId: string, name: string): Promise<Label | null> {
  const cachedLabels = queryClient.getQueryData(labelsQuery(organizationId).queryKey) ?? [];
  const colour = labelColours[cachedLabels.length % labelColours.length] ?? labelColours[0];
  try {
    const params = { path: { id: organizationId } };
    const label = await body(api.POST('/organizations/{id}/labels', { params, body: { name, colour } }));
    const others = (now: readonly Label[]) => now.filter(({ id }) => id !== label.id);
    queryClient.setQueryData(labelsQuery(organizationId).queryKey, (now) => now && [...others(now), label]);
    return label;
  } catch (error) {
    showToast({ tone: 'danger', text: i18next.t('task.failed.label', { name }), detail: problemText(error) });
    return null;
  }
}
