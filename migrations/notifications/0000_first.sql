CREATE SCHEMA "notifications";
--> statement-breakpoint
CREATE TABLE "notifications"."command" (
	"actor" text NOT NULL,
	"command_id" text NOT NULL,
	"input_hash" text NOT NULL,
	"output" jsonb NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "command_actor_command_id_pk" PRIMARY KEY("actor","command_id")
);
--> statement-breakpoint
CREATE TABLE "notifications"."inbox" (
	"consumer" text NOT NULL,
	"event_id" uuid NOT NULL,
	"handled_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "inbox_consumer_event_id_pk" PRIMARY KEY("consumer","event_id")
);
--> statement-breakpoint
CREATE TABLE "notifications"."message" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid,
	"event_id" uuid NOT NULL,
	"type" text NOT NULL,
	"recipient" text NOT NULL,
	"user_id" uuid,
	"locale" text NOT NULL,
	"subject" text NOT NULL,
	"facts" jsonb NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"error" text,
	"created_at" timestamp(3) with time zone NOT NULL,
	"sent_at" timestamp(3) with time zone,
	CONSTRAINT "message_state" CHECK ("notifications"."message"."state" in ('queued', 'sent', 'failed', 'outbox'))
);
--> statement-breakpoint
CREATE TABLE "notifications"."notification" (
	"organization_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"type" text NOT NULL,
	"event_id" uuid NOT NULL,
	"task_id" uuid,
	"actor_id" uuid,
	"facts" jsonb NOT NULL,
	"read_at" timestamp(3) with time zone,
	"snoozed_until" timestamp(3) with time zone,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "notification_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "notification_type" CHECK ("notifications"."notification"."type" in ('task-assigned', 'task-completed', 'import-finished'))
);
--> statement-breakpoint
CREATE TABLE "notifications"."outbox" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notifications"."outbox_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" uuid NOT NULL,
	"event" jsonb NOT NULL
);
--> statement-breakpoint
CREATE INDEX "command_created_at" ON "notifications"."command" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "inbox_handled_at" ON "notifications"."inbox" USING btree ("handled_at");--> statement-breakpoint
CREATE UNIQUE INDEX "message_event" ON "notifications"."message" USING btree ("event_id","type","recipient");--> statement-breakpoint
CREATE INDEX "message_created" ON "notifications"."message" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "message_queued" ON "notifications"."message" USING btree ("created_at") WHERE "notifications"."message"."state" = 'queued';--> statement-breakpoint
CREATE UNIQUE INDEX "notification_id" ON "notifications"."notification" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "notification_event" ON "notifications"."notification" USING btree ("user_id","event_id","type");--> statement-breakpoint
CREATE INDEX "notification_user" ON "notifications"."notification" USING btree ("user_id","created_at","id");--> statement-breakpoint
CREATE INDEX "notification_unread" ON "notifications"."notification" USING btree ("user_id") WHERE "notifications"."notification"."read_at" is null;