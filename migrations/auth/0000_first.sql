CREATE SCHEMA "auth";
--> statement-breakpoint
CREATE TABLE "auth"."access_change" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "auth"."access_change_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"at" timestamp(3) with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "auth"."command" (
	"actor" text NOT NULL,
	"command_id" text NOT NULL,
	"input_hash" text NOT NULL,
	"output" jsonb NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "command_actor_command_id_pk" PRIMARY KEY("actor","command_id")
);
--> statement-breakpoint
CREATE TABLE "auth"."inbox" (
	"consumer" text NOT NULL,
	"event_id" uuid NOT NULL,
	"handled_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "inbox_consumer_event_id_pk" PRIMARY KEY("consumer","event_id")
);
--> statement-breakpoint
CREATE TABLE "auth"."outbox" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "auth"."outbox_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" uuid NOT NULL,
	"event" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "auth"."refresh_token" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sid" uuid NOT NULL,
	"digest" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL,
	"used_at" timestamp(3) with time zone,
	"successor_id" uuid
);
--> statement-breakpoint
CREATE TABLE "auth"."session" (
	"id" text PRIMARY KEY NOT NULL,
	"sid" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"address" text NOT NULL,
	"user_agent" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"last_seen_at" timestamp(3) with time zone NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL,
	"ends_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "session_sid_unique" UNIQUE("sid"),
	CONSTRAINT "session_kind" CHECK ("auth"."session"."kind" in ('browser', 'api'))
);
--> statement-breakpoint
CREATE TABLE "auth"."user" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"email_verified_at" timestamp(3) with time zone,
	"username" text NOT NULL,
	"name" text NOT NULL,
	"password_digest" text,
	"locale" text NOT NULL,
	"timezone" text NOT NULL,
	"calendar" text NOT NULL,
	"instance_admin" boolean DEFAULT false NOT NULL,
	"locked_at" timestamp(3) with time zone,
	"deleted_at" timestamp(3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "user_locale" CHECK ("auth"."user"."locale" in ('en', 'fa')),
	CONSTRAINT "user_calendar" CHECK ("auth"."user"."calendar" in ('gregorian', 'persian'))
);
--> statement-breakpoint
ALTER TABLE "auth"."refresh_token" ADD CONSTRAINT "refresh_token_sid_session_sid_fk" FOREIGN KEY ("sid") REFERENCES "auth"."session"("sid") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth"."session" ADD CONSTRAINT "session_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "auth"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "access_change_at" ON "auth"."access_change" USING btree ("at");--> statement-breakpoint
CREATE INDEX "command_created_at" ON "auth"."command" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "inbox_handled_at" ON "auth"."inbox" USING btree ("handled_at");--> statement-breakpoint
CREATE INDEX "refresh_token_sid" ON "auth"."refresh_token" USING btree ("sid");--> statement-breakpoint
CREATE INDEX "session_user" ON "auth"."session" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "user_email" ON "auth"."user" USING btree (lower("email")) WHERE "auth"."user"."deleted_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "user_username" ON "auth"."user" USING btree (lower("username")) WHERE "auth"."user"."deleted_at" is null;