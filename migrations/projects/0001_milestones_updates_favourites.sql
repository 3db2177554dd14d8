CREATE TABLE "projects"."milestone" (
	"organization_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"name" text NOT NULL,
	"date" date,
	"done_at" timestamp(3) with time zone,
	"told_of" date,
	"created_at" timestamp(3) with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "milestone_organization_id_id_pk" PRIMARY KEY("organization_id","id")
);
--> statement-breakpoint
CREATE TABLE "projects"."project_favourite" (
	"organization_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	CONSTRAINT "project_favourite_organization_id_project_id_user_id_pk" PRIMARY KEY("organization_id","project_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "projects"."project_update" (
	"organization_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"health" text NOT NULL,
	"text" text NOT NULL,
	"author_id" uuid NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "project_update_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "project_update_health" CHECK ("projects"."project_update"."health" in ('on_track', 'at_risk', 'off_track'))
);
--> statement-breakpoint
ALTER TABLE "projects"."project" ADD COLUMN "health" text;--> statement-breakpoint
ALTER TABLE "projects"."milestone" ADD CONSTRAINT "milestone_organization_id_project_id_project_organization_id_id_fk" FOREIGN KEY ("organization_id","project_id") REFERENCES "projects"."project"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects"."project_favourite" ADD CONSTRAINT "project_favourite_organization_id_project_id_project_organization_id_id_fk" FOREIGN KEY ("organization_id","project_id") REFERENCES "projects"."project"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects"."project_update" ADD CONSTRAINT "project_update_organization_id_project_id_project_organization_id_id_fk" FOREIGN KEY ("organization_id","project_id") REFERENCES "projects"."project"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "milestone_id" ON "projects"."milestone" USING btree ("id");--> statement-breakpoint
CREATE INDEX "milestone_project" ON "projects"."milestone" USING btree ("organization_id","project_id");--> statement-breakpoint
CREATE INDEX "milestone_coming" ON "projects"."milestone" USING btree ("date") WHERE "projects"."milestone"."done_at" is null;--> statement-breakpoint
CREATE INDEX "project_favourite_user" ON "projects"."project_favourite" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "project_update_id" ON "projects"."project_update" USING btree ("id");--> statement-breakpoint
CREATE INDEX "project_update_project" ON "projects"."project_update" USING btree ("organization_id","project_id","id");--> statement-breakpoint
CREATE INDEX "project_deleted" ON "projects"."project" USING btree ("deleted_at") WHERE "projects"."project"."deleted_at" is not null;--> statement-breakpoint
ALTER TABLE "projects"."project" ADD CONSTRAINT "project_health" CHECK ("projects"."project"."health" in ('on_track', 'at_risk', 'off_track'));