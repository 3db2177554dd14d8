import type { z } from 'zod';
import type { Place, SqlFragment } from '#platform/database/drizzle.ts';
import type { OrganizationId, ProjectId, UserId } from '#platform/ids.ts';
import type { SortName } from './sorts.ts';

/** What filters may need to know of the reader and the organization that is read. */
export interface FilterFacts {
  readonly userId: UserId | null;
  readonly organizationId: OrganizationId;
  readonly now: Date;
  timezone(): Promise<string>;
  /** To readers these are not there. */
  deletedProjectIds(): Promise<readonly ProjectId[]>;
}

/** A filter as it was asked for: the form that its condition takes, and the arguments of the query for it. */
export interface AppliedFilter {
  readonly form: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** One of the parameters by which lists of tasks are narrowed. `filters.ts` has them all. */
export interface ListFilter {
  readonly schema: z.ZodType;
  /** `value` has passed the schema and is there. Null where it narrows nothing. */
  apply(value: unknown, facts: FilterFacts): AppliedFilter | null | Promise<AppliedFilter | null>;
  /** The condition in this form; `params` are the arguments' placeholders, and the organization's id. */
  where(params: Readonly<Record<string, Place>>, form: string): SqlFragment | undefined;
  /** Whether it leaves few of a team's tasks: then an index of its own finds them, and they are sorted. */
  leavesFew(form: string): boolean;
  /** The sort in whose order its index has what it leaves: such a list is read along the index, and nothing sorted. */
  indexedSort?(form: string): SortName | null;
}

interface Applied<Form, Args> {
  readonly form: Form;
  readonly args: Args;
}

/** Declares a filter: its condition may use the arguments that it applies, and no others. */
export function listFilter<
  Schema extends z.ZodType,
  const Form extends string,
  Args extends Readonly<Record<string, unknown>>,
>(filter: {
  readonly schema: Schema;
  apply(
    value: NonNullable<z.output<Schema>>,
    facts: FilterFacts,
  ): Applied<Form, Args> | null | Promise<Applied<Form, Args> | null>;
  where(params: { readonly [Name in keyof Args | 'organizationId']: Place }, form: Form): SqlFragment | undefined;
  leavesFew(form: Form): boolean;
  indexedSort?(form: Form): SortName | null;
}) {
  return filter;
}
