import {
  index,
  instant,
  integer,
  jsonb,
  oneOf,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from '#platform/database/drizzle.ts';
import type { TeamId, UserId } from '#platform/ids.ts';
import { type TemplateId, templateKinds } from '../contract.ts';
import { tasks, organizationId } from './base.ts';

/** A task or a whole project as a reusable plan. */
export const templateTable = tasks.table(
  'template',
  {
    organizationId: organizationId(),
    id: uuid().$type<TemplateId>().notNull(),
    kind: text({ enum: templateKinds }).notNull(),
    /** For a task template: the team that uses it. */
    teamId: uuid().$type<TeamId>(),
    name: text().notNull(),
    plan: jsonb().$type<Record<string, unknown>>().notNull(),
    createdBy: uuid().$type<UserId>(),
    createdAt: instant().notNull(),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('template_id').on(table.id),
    index('template_team').on(table.organizationId, table.kind, table.teamId),
    oneOf('template_kind', table.kind, templateKinds),
  ],
);
