import { expect, it } from 'vitest';
import { getTableColumns } from '#platform/database/drizzle.ts';
import { namesOf } from '#platform/records.ts';
import { taskTable } from '../schema/task.ts';
import { cardFields, detailFields, hiddenFields } from './fields.ts';

it('declares each column of the table once', () => {
  const declared = [cardFields, detailFields, hiddenFields].flatMap((fields) => namesOf<object>(fields));
  expect(declared.toSorted()).toEqual(namesOf<object>(getTableColumns(taskTable)).toSorted());
});
