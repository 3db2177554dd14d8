CREATE TABLE "platform"."flag" (
	"name" text PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"percentage" smallint NOT NULL,
	"organizations" jsonb NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	"updated_by" uuid,
	CONSTRAINT "flag_state" CHECK ("platform"."flag"."state" in ('on', 'off')),
	CONSTRAINT "flag_percentage" CHECK ("platform"."flag"."percentage" between 0 and 100)
);
--> statement-breakpoint
CREATE TABLE "platform"."command" (
	"actor" text NOT NULL,
	"command_id" text NOT NULL,
	"input_hash" text NOT NULL,
	"output" jsonb NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "command_actor_command_id_pk" PRIMARY KEY("actor","command_id")
);
--> statement-breakpoint
CREATE INDEX "command_created_at" ON "platform"."command" USING btree ("created_at");