CREATE TABLE "platform"."instance" (
	"id" uuid PRIMARY KEY NOT NULL,
	"seen_at" timestamp(3) with time zone NOT NULL,
	"jobs" jsonb NOT NULL
);
