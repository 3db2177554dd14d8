CREATE SCHEMA "platform";
--> statement-breakpoint
CREATE TABLE "platform"."event_log" (
	"position" bigint PRIMARY KEY NOT NULL,
	"id" uuid NOT NULL,
	"event" jsonb NOT NULL,
	"at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "event_log_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "platform"."relay" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"next_position" bigint DEFAULT 1 NOT NULL,
	"epoch" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "platform"."set_aside" (
	"id" uuid PRIMARY KEY NOT NULL,
	"module" text NOT NULL,
	"event" jsonb NOT NULL,
	"error" text NOT NULL,
	"at" timestamp(3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "platform"."subscription" (
	"event" text NOT NULL,
	"subscriber" text NOT NULL,
	"queue" text NOT NULL,
	CONSTRAINT "subscription_event_subscriber_pk" PRIMARY KEY("event","subscriber")
);
--> statement-breakpoint
CREATE INDEX "event_log_at" ON "platform"."event_log" USING btree ("at");--> statement-breakpoint
INSERT INTO "platform"."relay" ("epoch") VALUES (substr(md5(random()::text || clock_timestamp()::text), 1, 12));
