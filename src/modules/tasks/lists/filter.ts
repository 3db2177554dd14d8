import type { z } from 'zod';
import { type Placeholder, type SqlFragment, sql } from '#platform/database/drizzle.ts';
import type { OrganizationId, ProjectId, UserId } from '#platform/ids.ts';
import type { SortName } from './sorts.ts';

/** What filters may need to know about the reader and the organization. */
export interface FilterContext {
  readonly userId: UserId | null;
  readonly organizationId: OrganizationId;
  readonly now: Date;
  timezone(): Promise<string>;
  /** Readers see these projects as nonexistent. */
  deletedProjectIds(): Promise<readonly ProjectId[]>;
}

/** A filter of a request: the form of its condition, and the arguments for the query. */
export interface AppliedFilter {
  readonly form: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** How a list is read. */
export interface ListPlan {
  /** Along an index of its order, until the page is full; otherwise all that the filters leave is sorted. */
  readonly isAlongOrder: boolean;
}

/** A query parameter that filters lists of tasks. `filters.ts` lists them all. */
export interface ListFilter {
  readonly schema: z.ZodType;
  /** `value` has passed the schema and is present. Returns null if it filters nothing. */
  apply(value: unknown, context: FilterContext): AppliedFilter | null | Promise<AppliedFilter | null>;
  /** The condition in this form; `params` are placeholders for the arguments and the organization's id. */
  where(params: Readonly<Record<string, Placeholder>>, form: string, plan: ListPlan): SqlFragment | undefined;
  /** Whether it leaves few of a team's tasks: then its own index finds them, and they are sorted. */
  leavesFew(form: string): boolean;
  /** Whether it leaves much of some teams' tasks all the same: then the start of the order is tried first. */
  mayLeaveMuch?(form: string): boolean;
  /** Sorts in whose order an index has the few that it leaves: such a list is read along the index, nothing is sorted. */
  indexedSorts?(form: string): readonly SortName[];
}

interface Applied<Form, Args> {
  readonly form: Form;
  readonly args: Args;
}

/**
 * A condition that no index can serve and whose share PostgreSQL takes to be half, as it cannot look into a coalesce. A
 * list with it is read along its order. Estimates of words and ranges are far too low: they lead to reading all tasks.
 */
export function alongOrder(condition: SqlFragment): SqlFragment {
  return sql`coalesce(${condition}, false)`;
}

/** Declares a filter. Its condition may use only the arguments that it applies. */
export function listFilter<
  Schema extends z.ZodType,
  const Form extends string,
  Args extends Readonly<Record<string, unknown>>,
>(filter: {
  readonly schema: Schema;
  apply(
    value: NonNullable<z.output<Schema>>,
    context: FilterContext,
  ): Applied<Form, Args> | null | Promise<Applied<Form, Args> | null>;
  where(
    params: { readonly [Name in keyof Args | 'organizationId']: Placeholder },
    form: Form,
    plan: ListPlan,
  ): SqlFragment | undefined;
  leavesFew(form: Form): boolean;
  mayLeaveMuch?(form: Form): boolean;
  indexedSorts?(form: Form): readonly SortName[];
}) {
  return filter;
}
