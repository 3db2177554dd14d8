CREATE TABLE "notifications"."mail_provider" (
	"provider" text PRIMARY KEY NOT NULL,
	"last_success_at" timestamp(3) with time zone,
	"last_failure_at" timestamp(3) with time zone,
	"last_error" text,
	"failing_since" timestamp(3) with time zone,
	CONSTRAINT "mail_provider_provider" CHECK ("notifications"."mail_provider"."provider" in ('smtp', 'resend', 'outbox'))
);
--> statement-breakpoint
CREATE TABLE "notifications"."suppression" (
	"address" text PRIMARY KEY NOT NULL,
	"user_id" uuid,
	"reason" text NOT NULL,
	"detail" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "suppression_reason" CHECK ("notifications"."suppression"."reason" in ('bounced', 'complained'))
);
--> statement-breakpoint
ALTER TABLE "notifications"."message" DROP CONSTRAINT "message_state";--> statement-breakpoint
ALTER TABLE "notifications"."message" ADD COLUMN "retried_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "notifications"."message" ADD COLUMN "provider" text;--> statement-breakpoint
ALTER TABLE "notifications"."message" ADD COLUMN "provider_id" text;--> statement-breakpoint
ALTER TABLE "notifications"."message" ADD COLUMN "used_actions" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX "suppression_user" ON "notifications"."suppression" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "message_state" ON "notifications"."message" USING btree ("state","created_at","id");--> statement-breakpoint
CREATE INDEX "message_queued_recipient" ON "notifications"."message" USING btree ("recipient","id") WHERE "notifications"."message"."state" = 'queued';--> statement-breakpoint
CREATE INDEX "message_provider_id" ON "notifications"."message" USING btree ("provider_id") WHERE "notifications"."message"."provider_id" is not null;--> statement-breakpoint
ALTER TABLE "notifications"."message" ADD CONSTRAINT "message_provider" CHECK ("notifications"."message"."provider" in ('smtp', 'resend', 'outbox'));--> statement-breakpoint
ALTER TABLE "notifications"."message" ADD CONSTRAINT "message_state" CHECK ("notifications"."message"."state" in ('queued', 'sent', 'delayed', 'bounced', 'complained', 'suppressed', 'failed', 'outbox', 'not-needed'));