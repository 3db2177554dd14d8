-- outside a transaction
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."task_due_day";
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_due_day" ON "tasks"."task" USING btree ("organization_id","team_id","due_date") WHERE "tasks"."task"."due_date" is not null;
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."task_due_moment";
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_due_moment" ON "tasks"."task" USING btree ("organization_id","team_id","due_at") WHERE "tasks"."task"."due_at" is not null;
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."task_blocked";
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_blocked" ON "tasks"."task" USING btree ("organization_id","team_id") WHERE "tasks"."task"."blocker_count" > 0;
