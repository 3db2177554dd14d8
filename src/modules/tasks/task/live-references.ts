import { type Place, type SqlFragment, sql } from '#platform/database/drizzle.ts';
import { field, label } from '../schema.ts';

type Value = Place | SqlFragment;

/**
 * SQL for a task's `label_ids`: those of the given labels that still exist, in their order. Locks them, so that a
 * deletion waits for the task and then takes the label from it as well.
 */
export function liveLabels(ids: Value, organizationId: Value) {
  return sql`array(
    select ${label}.id from ${label}
    where ${label}.organization_id = ${organizationId} and ${label}.id = any(${ids}::uuid[])
    order by array_position(${ids}::uuid[], ${label}.id)
    for key share)`;
}

/**
 * SQL for a task's `custom_fields`: those of the given values whose field, and option of a choice, still exists in the
 * team. Locks the fields, as above.
 */
export function liveValues(values: Value, organizationId: Value, teamId: Value) {
  return sql`case when ${values}::jsonb = '{}' then '{}'::jsonb else (
    select coalesce(jsonb_object_agg(given.key, given.value), '{}')
    from jsonb_each(${values}::jsonb) as given
    where given.key = any(array(
      select ${field}.id::text from ${field}
      where ${field}.organization_id = ${organizationId} and ${field}.team_id = ${teamId}
        and ${values}::jsonb ? ${field}.id::text
        and (${field}.type <> 'choice' or exists (
          select from jsonb_array_elements(${field}.options) as option
          where option ->> 'id' = ${values}::jsonb ->> ${field}.id::text))
      for share))) end`;
}
