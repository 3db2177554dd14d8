CREATE TABLE "notifications"."webhook_delivery" (
	"organization_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"webhook_id" uuid NOT NULL,
	"type" text NOT NULL,
	"payload" jsonb NOT NULL,
	"state" text NOT NULL,
	"attempts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"response" text,
	"next_attempt_at" timestamp(3) with time zone,
	"queued_at" timestamp(3) with time zone NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"finished_at" timestamp(3) with time zone,
	CONSTRAINT "webhook_delivery_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "webhook_delivery_state" CHECK ("notifications"."webhook_delivery"."state" in ('queued', 'delivered', 'failed', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "notifications"."webhook" (
	"organization_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"preset" text NOT NULL,
	"encrypted_target" text NOT NULL,
	"shown_url" text NOT NULL,
	"events" text[] NOT NULL,
	"team_ids" uuid[],
	"encrypted_secret" text NOT NULL,
	"encrypted_previous_secret" text,
	"previous_secret_until" timestamp(3) with time zone,
	"failing_since" timestamp(3) with time zone,
	"disabled_at" timestamp(3) with time zone,
	"disabled_reason" text,
	"created_by" uuid,
	"created_at" timestamp(3) with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "webhook_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "webhook_preset" CHECK ("notifications"."webhook"."preset" in ('standard', 'slack', 'mattermost', 'discord', 'teams', 'telegram', 'matrix', 'googlechat', 'ntfy', 'gotify')),
	CONSTRAINT "webhook_disabled_reason" CHECK ("notifications"."webhook"."disabled_reason" in ('person', 'gone', 'failing'))
);
--> statement-breakpoint
ALTER TABLE "notifications"."webhook_delivery" ADD CONSTRAINT "webhook_delivery_webhook_fk" FOREIGN KEY ("organization_id","webhook_id") REFERENCES "notifications"."webhook"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_delivery_id" ON "notifications"."webhook_delivery" USING btree ("id");--> statement-breakpoint
CREATE INDEX "webhook_delivery_webhook" ON "notifications"."webhook_delivery" USING btree ("organization_id","webhook_id","created_at","id");--> statement-breakpoint
CREATE INDEX "webhook_delivery_created" ON "notifications"."webhook_delivery" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_id" ON "notifications"."webhook" USING btree ("id");--> statement-breakpoint
CREATE INDEX "webhook_created_by" ON "notifications"."webhook" USING btree ("created_by");