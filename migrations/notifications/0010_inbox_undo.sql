ALTER TABLE "notifications"."notification" ADD COLUMN "change_id" uuid;--> statement-breakpoint
ALTER TABLE "notifications"."notification" ADD COLUMN "previous_read_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "notifications"."notification" ADD COLUMN "previous_snoozed_until" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "notifications"."notification" ADD COLUMN "previous_done_at" timestamp(3) with time zone;