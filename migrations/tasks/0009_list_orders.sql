-- outside a transaction
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."task_project_created";
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_project_created" ON "tasks"."task" USING btree ("organization_id","project_id","created_at","id","team_id") WHERE "tasks"."task"."project_id" is not null;
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."task_milestone_created";
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_milestone_created" ON "tasks"."task" USING btree ("organization_id","milestone_id","created_at","id","team_id") WHERE "tasks"."task"."milestone_id" is not null;
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."task_creator_created";
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_creator_created" ON "tasks"."task" USING btree ("organization_id","created_by","created_at","id","team_id");
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."task_labels";
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_labels" ON "tasks"."task" USING gin ("team_id","label_ids") WHERE "tasks"."task"."label_ids" <> '{}';
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."task_team_rank";
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_team_rank" ON "tasks"."task" USING btree ("organization_id","team_id",("rank" collate "POSIX")) WHERE "tasks"."task"."deleted_at" is null and "tasks"."task"."archived_at" is null;
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."task_team_priority";
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_team_priority" ON "tasks"."task" USING btree ("organization_id","team_id",array_position(array['urgent', 'high', 'medium', 'low', 'none'], "priority"),"id");
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."task_team_key";
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_team_key" ON "tasks"."task" USING btree ("organization_id","team_id",(split_part("key", '-', 1) collate "C"),"number");
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."task_project";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."task_milestone";
--> statement-breakpoint
-- A status is one team's: without this a team's tasks in several statuses are taken to be a hundred times fewer than they are.
DROP STATISTICS IF EXISTS "tasks"."task_team_of_status";
--> statement-breakpoint
CREATE STATISTICS "tasks"."task_team_of_status" (dependencies) ON "team_id", "status_id" FROM "tasks"."task";
--> statement-breakpoint
ANALYZE "tasks"."task";
