-- outside a transaction
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."task_ageing";
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_ageing" ON "tasks"."task" USING btree ("organization_id","status_id",coalesce("started_at", "created_at"),"id") WHERE "tasks"."task"."completed_at" is null and "tasks"."task"."archived_at" is null and "tasks"."task"."deleted_at" is null;
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."task_late_day";
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_late_day" ON "tasks"."task" USING btree ("organization_id","team_id","due_date","status_id","assignee_id") WHERE "tasks"."task"."due_date" is not null and "tasks"."task"."completed_at" is null and "tasks"."task"."archived_at" is null and "tasks"."task"."deleted_at" is null;
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."task_late_moment";
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_late_moment" ON "tasks"."task" USING btree ("organization_id","team_id","due_at","status_id","assignee_id") WHERE "tasks"."task"."due_at" is not null and "tasks"."task"."completed_at" is null and "tasks"."task"."archived_at" is null and "tasks"."task"."deleted_at" is null;
