CREATE TABLE "platform"."backup_run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"started_at" timestamp(3) with time zone NOT NULL,
	"seen_at" timestamp(3) with time zone NOT NULL,
	"finished_at" timestamp(3) with time zone,
	"bytes" bigint DEFAULT 0 NOT NULL,
	"file" text,
	"error" text
);
