DROP INDEX "projects"."project_created";--> statement-breakpoint
ALTER TABLE "projects"."project_favourite" ADD COLUMN "added_at" timestamp(3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "projects"."project_guest" ADD COLUMN "added_at" timestamp(3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
CREATE INDEX "project_name" ON "projects"."project" USING btree ("organization_id","name","id");