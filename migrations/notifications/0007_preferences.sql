CREATE TABLE "notifications"."message_window" (
	"user_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"group_key" text NOT NULL,
	"until" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "message_window_user_id_channel_group_key_pk" PRIMARY KEY("user_id","channel","group_key")
);
--> statement-breakpoint
CREATE TABLE "notifications"."mute" (
	"user_id" uuid NOT NULL,
	"organization_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "mute_user_id_subject_id_pk" PRIMARY KEY("user_id","subject_id"),
	CONSTRAINT "mute_kind" CHECK ("notifications"."mute"."kind" in ('task', 'project'))
);
--> statement-breakpoint
CREATE TABLE "notifications"."pending_message" (
	"user_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"organization_id" uuid,
	"channel" text NOT NULL,
	"notification_id" uuid NOT NULL,
	"type" text NOT NULL,
	"event" jsonb NOT NULL,
	"group_key" text NOT NULL,
	"due_at" timestamp(3) with time zone NOT NULL,
	"is_digest" boolean NOT NULL,
	CONSTRAINT "pending_message_user_id_id_pk" PRIMARY KEY("user_id","id"),
	CONSTRAINT "pending_message_channel" CHECK ("notifications"."pending_message"."channel" in ('email', 'push'))
);
--> statement-breakpoint
CREATE TABLE "notifications"."preference" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"own" jsonb NOT NULL,
	"by_organization" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notifications"."message" ADD COLUMN "items" jsonb;--> statement-breakpoint
CREATE INDEX "mute_organization" ON "notifications"."mute" USING btree ("organization_id");--> statement-breakpoint
CREATE INDEX "pending_message_due" ON "notifications"."pending_message" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "pending_message_organization" ON "notifications"."pending_message" USING btree ("organization_id");