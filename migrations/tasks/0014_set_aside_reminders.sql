ALTER TABLE "tasks"."due_notice" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "tasks"."due_notice" ADD COLUMN "error" text;--> statement-breakpoint
ALTER TABLE "tasks"."reminder" ADD COLUMN "snoozed_until" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "tasks"."reminder" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "tasks"."reminder" ADD COLUMN "error" text;