import { type Placeholder, type SqlFragment, sql } from '#platform/database/drizzle.ts';
import { fieldTable } from '../schema/field.ts';
import { labelTable } from '../schema/label.ts';

type Value = Placeholder | SqlFragment;

/**
 * SQL for a task's `label_ids`: those labels that still exist, in order. Locks them, so that a concurrent deletion
 * waits for the task and then removes the label from it too.
 */
export function liveLabels(ids: Value, organizationId: Value) {
  return sql`array(
    select ${labelTable}.id from ${labelTable}
    where ${labelTable}.organization_id = ${organizationId} and ${labelTable}.id = any(${ids}::uuid[])
    order by array_position(${ids}::uuid[], ${labelTable}.id)
    for key share)`;
}

/**
 * SQL for a task's `custom_fields`: those values whose field, and option of a choice, still exist in the team. Locks
 * the fields, as above.
 */
export function liveValues(values: Value, organizationId: Value, teamId: Value) {
  return sql`case when ${values}::jsonb = '{}' then '{}'::jsonb else (
    select coalesce(jsonb_object_agg(given.key, given.value), '{}')
    from jsonb_each(${values}::jsonb) as given
    where given.key = any(array(
      select ${fieldTable}.id::text from ${fieldTable}
      where ${fieldTable}.organization_id = ${organizationId} and ${fieldTable}.team_id = ${teamId}
        and ${values}::jsonb ? ${fieldTable}.id::text
        and (${fieldTable}.type <> 'choice' or exists (
          select from jsonb_array_elements(${fieldTable}.options) as option
          where option ->> 'id' = ${values}::jsonb ->> ${fieldTable}.id::text))
      for share))) end`;
}
