-- outside a transaction
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."task_team_planned";
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_team_planned" ON "tasks"."task" USING btree ("organization_id","team_id",coalesce("due_date", ("due_at" at time zone 'UTC')::date),"start_date") WHERE "tasks"."task"."start_date" is not null and ("tasks"."task"."due_date" is not null or "tasks"."task"."due_at" is not null);
