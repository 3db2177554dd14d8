CREATE SCHEMA "teams";
--> statement-breakpoint
CREATE TABLE "teams"."access_change" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "teams"."access_change_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"at" timestamp(3) with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "teams"."command" (
	"actor" text NOT NULL,
	"command_id" text NOT NULL,
	"input_hash" text NOT NULL,
	"output" jsonb NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "command_actor_command_id_pk" PRIMARY KEY("actor","command_id")
);
--> statement-breakpoint
CREATE TABLE "teams"."inbox" (
	"consumer" text NOT NULL,
	"event_id" uuid NOT NULL,
	"handled_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "inbox_consumer_event_id_pk" PRIMARY KEY("consumer","event_id")
);
--> statement-breakpoint
CREATE TABLE "teams"."invite" (
	"organization_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"email" text NOT NULL,
	"role" text NOT NULL,
	"team_id" uuid,
	"team_role" text,
	"created_by" uuid NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL,
	"closed_at" timestamp(3) with time zone,
	"mail" text DEFAULT 'queued' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "invite_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "invite_role" CHECK ("teams"."invite"."role" in ('owner', 'admin', 'member', 'guest')),
	CONSTRAINT "invite_mail" CHECK ("teams"."invite"."mail" in ('queued', 'sent', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "teams"."member" (
	"organization_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role" text NOT NULL,
	"position" text DEFAULT 'other' NOT NULL,
	"title" text DEFAULT '' NOT NULL,
	"manager_id" uuid,
	"joined_at" timestamp(3) with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "member_organization_id_user_id_pk" PRIMARY KEY("organization_id","user_id"),
	CONSTRAINT "member_role" CHECK ("teams"."member"."role" in ('owner', 'admin', 'member', 'guest')),
	CONSTRAINT "member_position" CHECK ("teams"."member"."position" in ('developer', 'product_owner', 'designer', 'manager', 'other'))
);
--> statement-breakpoint
CREATE TABLE "teams"."organization" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"slug" text NOT NULL,
	"listed" boolean DEFAULT false NOT NULL,
	"members_make_projects" boolean DEFAULT true NOT NULL,
	"members_make_labels" boolean DEFAULT true NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"deleted_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "teams"."outbox" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "teams"."outbox_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" uuid NOT NULL,
	"event" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "teams"."person" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"username" text NOT NULL,
	"email" text NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "teams"."team" (
	"organization_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"key" text NOT NULL,
	"colour" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"visibility" text NOT NULL,
	"edit_policy" text NOT NULL,
	"delete_open_tasks" boolean DEFAULT false NOT NULL,
	"archived_at" timestamp(3) with time zone,
	"deleted_at" timestamp(3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "team_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "team_visibility" CHECK ("teams"."team"."visibility" in ('team', 'organization')),
	CONSTRAINT "team_edit_policy" CHECK ("teams"."team"."edit_policy" in ('involved', 'members'))
);
--> statement-breakpoint
CREATE TABLE "teams"."team_member" (
	"organization_id" uuid NOT NULL,
	"team_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role" text NOT NULL,
	"joined_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "team_member_organization_id_team_id_user_id_pk" PRIMARY KEY("organization_id","team_id","user_id"),
	CONSTRAINT "team_member_role" CHECK ("teams"."team_member"."role" in ('owner', 'admin', 'member'))
);
--> statement-breakpoint
ALTER TABLE "teams"."invite" ADD CONSTRAINT "invite_organization_id_organization_id_fk" FOREIGN KEY ("organization_id") REFERENCES "teams"."organization"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "teams"."member" ADD CONSTRAINT "member_organization_id_organization_id_fk" FOREIGN KEY ("organization_id") REFERENCES "teams"."organization"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "teams"."team" ADD CONSTRAINT "team_organization_id_organization_id_fk" FOREIGN KEY ("organization_id") REFERENCES "teams"."organization"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "teams"."team_member" ADD CONSTRAINT "team_member_organization_id_team_id_team_organization_id_id_fk" FOREIGN KEY ("organization_id","team_id") REFERENCES "teams"."team"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "teams"."team_member" ADD CONSTRAINT "team_member_organization_id_user_id_member_organization_id_user_id_fk" FOREIGN KEY ("organization_id","user_id") REFERENCES "teams"."member"("organization_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "access_change_at" ON "teams"."access_change" USING btree ("at");--> statement-breakpoint
CREATE INDEX "command_created_at" ON "teams"."command" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "inbox_handled_at" ON "teams"."inbox" USING btree ("handled_at");--> statement-breakpoint
CREATE UNIQUE INDEX "invite_id" ON "teams"."invite" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "invite_open" ON "teams"."invite" USING btree ("organization_id",lower("email")) WHERE "teams"."invite"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "member_user" ON "teams"."member" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "organization_slug" ON "teams"."organization" USING btree ("slug");--> statement-breakpoint
CREATE UNIQUE INDEX "team_id" ON "teams"."team" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "team_key" ON "teams"."team" USING btree ("organization_id","key");--> statement-breakpoint
CREATE INDEX "team_member_user" ON "teams"."team_member" USING btree ("user_id");