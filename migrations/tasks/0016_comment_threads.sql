-- outside a transaction
ALTER TABLE "tasks"."comment" ADD COLUMN IF NOT EXISTS "reply_to_id" uuid;
--> statement-breakpoint
ALTER TABLE "tasks"."comment" ADD COLUMN IF NOT EXISTS "deleted_at" timestamp(3) with time zone;
--> statement-breakpoint
ALTER TABLE "tasks"."comment" DROP CONSTRAINT IF EXISTS "comment_thread";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."comment_in_task";
--> statement-breakpoint
CREATE UNIQUE INDEX CONCURRENTLY "comment_in_task" ON "tasks"."comment" USING btree ("organization_id","task_id","id");
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "tasks"."comment_replies";
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "comment_replies" ON "tasks"."comment" USING btree ("organization_id","task_id","reply_to_id") WHERE "tasks"."comment"."reply_to_id" is not null;
--> statement-breakpoint
ALTER TABLE "tasks"."comment" ADD CONSTRAINT "comment_thread" FOREIGN KEY ("organization_id","task_id","reply_to_id") REFERENCES "tasks"."comment"("organization_id","task_id","id") NOT VALID;
--> statement-breakpoint
ALTER TABLE "tasks"."comment" VALIDATE CONSTRAINT "comment_thread";
