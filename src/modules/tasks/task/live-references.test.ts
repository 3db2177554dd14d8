import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { defined } from '../../../../test/harness/defined.ts';
import { makeTask, makeWorkspace, type Workspace } from '../../../../test/harness/people.ts';

// Labels and fields may be deleted at the very moment a task is given them.

const rounds = 12;

let test: TestApp;
let work: Workspace;
beforeAll(async () => {
  test = await startApp({ env: { DATABASE_POOL: '8' } });
  work = await makeWorkspace(test.app);
});
afterAll(() => test.stop());

/** Ids that the team's tasks still reference: labels, custom fields, chosen options. */
async function namedByTasks(): Promise<Set<string>> {
  const rows = await test.database.sql<{ ids: string[] }[]>`
    select label_ids::text[] || array(select jsonb_object_keys(custom_fields))
      || array(select value from jsonb_each_text(custom_fields)) as ids
    from tasks.task where team_id = ${work.teamId}`;
  return new Set(rows.flatMap(({ ids }) => ids));
}

describe('a label or field deleted while tasks are given it', () => {
  it('stays on no task, if it is a label', async () => {
    const { owner, organizationId, teamId } = work;
    const deleted: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const label = { name: `Label ${round}`, colour: '#ff0000' };
      const { id } = (await owner.post(`/organizations/${organizationId}/labels`, label)).body;
      const task = await makeTask(owner, teamId);
      const tagged = await makeTask(owner, teamId, { labelIds: [id] });
      const [removal, ...replies] = await Promise.all([
        owner.delete(`/labels/${id}`),
        owner.post(`/teams/${teamId}/tasks`, { title: 'New', labelIds: [id] }),
        owner.patch(`/tasks/${task.id}`, { labelIds: [id] }),
        owner.patch(`/tasks/${tagged.id}`, { labelIds: [id], title: 'Renamed' }),
        owner.post(`/tasks/bulk`, { ids: [task.id, tagged.id], change: { addLabelIds: [id] } }),
        owner.post(`/tasks/${tagged.id}/duplicate`, {}),
        owner.post(`/teams/${teamId}/tasks`, { title: 'New', labelIds: [id] }),
      ]);
      expect([removal?.status, ...replies.filter(({ status }) => status >= 500)]).toEqual([204]);
      deleted.push(id);
    }
    const named = await namedByTasks();
    expect(deleted.filter((id) => named.has(id))).toEqual([]);
  });

  it('stays on no task, if it is a field or an option', async () => {
    const { owner, teamId } = work;
    const deleted: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const options = [{ name: 'A' }, { name: 'B' }];
      const [choice, number] = [
        (await owner.post(`/teams/${teamId}/fields`, { name: `Choice ${round}`, type: 'choice', options })).body,
        (await owner.post(`/teams/${teamId}/fields`, { name: `Number ${round}`, type: 'number' })).body,
      ];
      const [left, removedOption] = choice.options;
      const customFields = { [choice.id]: removedOption?.id, [number.id]: 5 };
      const task = await makeTask(owner, teamId);
      const replies = await Promise.all([
        owner.delete(`/fields/${number.id}`),
        owner.patch(`/fields/${choice.id}`, { options: [left] }),
        owner.post(`/teams/${teamId}/tasks`, { title: 'New', customFields }),
        owner.patch(`/tasks/${task.id}`, { customFields }),
        owner.post(`/teams/${teamId}/tasks`, { title: 'New', customFields }),
      ]);
      expect(replies.filter(({ status }) => status >= 500)).toEqual([]);
      expect(replies.slice(0, 2).map(({ status }) => status)).toEqual([204, 200]);
      deleted.push(number.id, defined(removedOption).id);
      await owner.delete(`/fields/${choice.id}`);
    }
    const named = await namedByTasks();
    expect(deleted.filter((id) => named.has(id))).toEqual([]);
  });

  it('leaves the others on the task, in the order in which they were given', async () => {
    const { owner, organizationId, teamId } = work;
    const make = async (name: string) =>
      (await owner.post(`/organizations/${organizationId}/labels`, { name, colour: '#00ff00' })).body.id as string;
    const labelIds = [await make('Second'), await make('First')].toReversed();
    const field = (await owner.post(`/teams/${teamId}/fields`, { name: 'Cost', type: 'number' })).body;
    const task = await makeTask(owner, teamId, { labelIds, customFields: { [field.id]: 7 } });
    expect([task.labelIds, task.customFields]).toEqual([labelIds, { [field.id]: 7 }]);
    const changedReply = await owner.patch(`/tasks/${task.id}`, { labelIds: labelIds.toReversed() });
    expect([changedReply.body.labelIds, changedReply.body.customFields]).toEqual([
      labelIds.toReversed(),
      { [field.id]: 7 },
    ]);
  });
});
