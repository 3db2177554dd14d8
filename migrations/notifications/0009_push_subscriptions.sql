CREATE TABLE "notifications"."push_subscription" (
	"user_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"endpoint" text NOT NULL,
	"p256dh" text NOT NULL,
	"auth" text NOT NULL,
	"server_key" text NOT NULL,
	"actor" jsonb NOT NULL,
	"device" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"sent_notification_id" uuid,
	"sent_at" timestamp(3) with time zone,
	CONSTRAINT "push_subscription_user_id_id_pk" PRIMARY KEY("user_id","id")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "push_subscription_endpoint" ON "notifications"."push_subscription" USING btree ("endpoint");