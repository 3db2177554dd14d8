-- outside a transaction
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."task_assignee_created";
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_assignee_created" ON "tasks"."task" USING btree ("organization_id","assignee_id","created_at","id","team_id") WHERE "tasks"."task"."assignee_id" is not null;
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."task_assignee_updated";
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_assignee_updated" ON "tasks"."task" USING btree ("organization_id","assignee_id","updated_at","id","team_id") WHERE "tasks"."task"."assignee_id" is not null;
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."task_team_due";
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_team_due" ON "tasks"."task" USING btree ("organization_id","team_id",coalesce("due_date", ("due_at" at time zone 'UTC')::date),"id") WHERE ("tasks"."task"."due_date" is not null or "tasks"."task"."due_at" is not null);
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."task_blocked_created";
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_blocked_created" ON "tasks"."task" USING btree ("organization_id","team_id","created_at","id") WHERE "tasks"."task"."blocker_count" > 0;
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."task_due_day";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."task_due_moment";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."task_blocked";
