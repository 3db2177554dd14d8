DROP INDEX "tasks"."log_task";--> statement-breakpoint
CREATE INDEX "log_task" ON "tasks"."log" USING btree ("organization_id","task_id","id");