CREATE SCHEMA "projects";
--> statement-breakpoint
CREATE TABLE "projects"."access_change" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "projects"."access_change_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"at" timestamp(3) with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "projects"."command" (
	"actor" text NOT NULL,
	"command_id" text NOT NULL,
	"input_hash" text NOT NULL,
	"output" jsonb NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "command_actor_command_id_pk" PRIMARY KEY("actor","command_id")
);
--> statement-breakpoint
CREATE TABLE "projects"."inbox" (
	"consumer" text NOT NULL,
	"event_id" uuid NOT NULL,
	"handled_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "inbox_consumer_event_id_pk" PRIMARY KEY("consumer","event_id")
);
--> statement-breakpoint
CREATE TABLE "projects"."outbox" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "projects"."outbox_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" uuid NOT NULL,
	"event" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "projects"."project" (
	"organization_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"key" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"status" text DEFAULT 'planned' NOT NULL,
	"lead_id" uuid,
	"start_date" date,
	"target_date" date,
	"colour" text NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"deleted_at" timestamp(3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "project_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "project_status" CHECK ("projects"."project"."status" in ('planned', 'active', 'on_hold', 'completed', 'cancelled', 'archived'))
);
--> statement-breakpoint
CREATE TABLE "projects"."project_guest" (
	"organization_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	CONSTRAINT "project_guest_organization_id_project_id_user_id_pk" PRIMARY KEY("organization_id","project_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "projects"."project_team" (
	"organization_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"team_id" uuid NOT NULL,
	CONSTRAINT "project_team_organization_id_project_id_team_id_pk" PRIMARY KEY("organization_id","project_id","team_id")
);
--> statement-breakpoint
ALTER TABLE "projects"."project_guest" ADD CONSTRAINT "project_guest_organization_id_project_id_project_organization_id_id_fk" FOREIGN KEY ("organization_id","project_id") REFERENCES "projects"."project"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects"."project_team" ADD CONSTRAINT "project_team_organization_id_project_id_project_organization_id_id_fk" FOREIGN KEY ("organization_id","project_id") REFERENCES "projects"."project"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "access_change_at" ON "projects"."access_change" USING btree ("at");--> statement-breakpoint
CREATE INDEX "command_created_at" ON "projects"."command" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "inbox_handled_at" ON "projects"."inbox" USING btree ("handled_at");--> statement-breakpoint
CREATE UNIQUE INDEX "project_id" ON "projects"."project" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "project_key" ON "projects"."project" USING btree ("organization_id","key");--> statement-breakpoint
CREATE INDEX "project_created" ON "projects"."project" USING btree ("organization_id","created_at");--> statement-breakpoint
CREATE INDEX "project_guest_user" ON "projects"."project_guest" USING btree ("user_id");