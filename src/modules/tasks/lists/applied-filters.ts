import type { z } from 'zod';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import type { Placeholder, SqlFragment } from '#platform/database/drizzle.ts';
import { namesOf } from '#platform/records.ts';
import type { TasksContext } from '../context.ts';
import { deletedProjectsIn } from '../task/task-relations.ts';
import { timezoneOf } from '../task/due.ts';
import type { FilterContext, ListFilter, ListPlan } from './filter.ts';
import { type FilterName, filters } from './filters.ts';
import type { SortName } from './sorts.ts';

const filterNames = namesOf(filters);

/** The query parameters of all filters. */
export const filterSchemas = Object.fromEntries(filterNames.map((name) => [name, filters[name].schema])) as {
  [Name in FilterName]: (typeof filters)[Name]['schema'];
};

type AskedFilters = { readonly [Name in FilterName]?: z.output<(typeof filters)[Name]['schema']> };

/** The form of each filter in a request: the query is compiled for it. */
export type FilterForms = Readonly<Partial<Record<FilterName, string>>>;

export interface AppliedFilters {
  readonly forms: FilterForms;
  readonly args: Readonly<Record<string, unknown>>;
}

/** The filters of a request, for lists of this organization's tasks. */
export async function applyFilters(
  ctx: TasksContext,
  organization: OrganizationAccess,
  requested: AskedFilters,
): Promise<AppliedFilters> {
  const forms: Partial<Record<FilterName, string>> = {};
  const args: Record<string, unknown> = {};
  const context = filterContextFor(ctx, organization);
  for (const name of filterNames) {
    const filter: ListFilter = filters[name];
    const value: unknown = requested[name];
    const applied = value === undefined ? null : await filter.apply(value, context);
    if (applied === null) continue;
    forms[name] = applied.form;
    Object.assign(args, applied.args);
  }
  return { forms, args };
}

/** The conditions of a query with these filters. */
export function filterConditions(
  params: Readonly<Record<string, Placeholder>>,
  forms: FilterForms,
  plan: ListPlan,
): (SqlFragment | undefined)[] {
  return filterNames.map((name) => {
    const filter: ListFilter = filters[name];
    const form = forms[name];
    return form === undefined ? undefined : filter.where(params, form, plan);
  });
}

/** Whether one of the filters leaves few of a team's tasks. */
export function matchFew(forms: FilterForms): boolean {
  return someFilter(forms, (filter, form) => filter.leavesFew(form));
}

/** Whether one of those may leave much all the same. */
export function mayLeaveMuch(forms: FilterForms): boolean {
  return someFilter(forms, (filter, form) => filter.mayLeaveMuch?.(form) === true);
}

/** Whether one of those has an index in the order of this sort. */
export function haveIndexFor(sort: SortName, forms: FilterForms): boolean {
  return someFilter(
    forms,
    (filter, form) => filter.leavesFew(form) && filter.indexedSorts?.(form).includes(sort) === true,
  );
}

function someFilter(forms: FilterForms, is: (filter: ListFilter, form: string) => boolean): boolean {
  return filterNames.some((name) => {
    const form = forms[name];
    return form !== undefined && is(filters[name], form);
  });
}

function filterContextFor(ctx: TasksContext, { id }: OrganizationAccess): FilterContext {
  return {
    userId: ctx.scope.userId,
    organizationId: id,
    now: ctx.clock.now(),
    timezone: () => timezoneOf(ctx),
    deletedProjectIds: async () => [...(await deletedProjectsIn(ctx, [id]))],
  };
}
