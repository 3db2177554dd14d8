DROP INDEX "tasks"."task_assignee";--> statement-breakpoint
CREATE INDEX "task_team_created" ON "tasks"."task" USING btree ("organization_id","team_id","created_at","id");--> statement-breakpoint
CREATE INDEX "task_team_updated" ON "tasks"."task" USING btree ("organization_id","team_id","updated_at","id");--> statement-breakpoint
CREATE INDEX "task_assignee" ON "tasks"."task" USING btree ("organization_id","assignee_id","team_id") WHERE "tasks"."task"."assignee_id" is not null;