CREATE TABLE "notifications"."received_mail" (
	"key" text PRIMARY KEY NOT NULL,
	"organization_id" uuid,
	"sender" text NOT NULL,
	"result" text NOT NULL,
	"reason" text,
	"task_id" uuid,
	"is_answered" boolean NOT NULL,
	"received_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "received_mail_result" CHECK ("notifications"."received_mail"."result" in ('commented', 'created', 'ignored'))
);
--> statement-breakpoint
CREATE TABLE "notifications"."team_mail" (
	"organization_id" uuid NOT NULL,
	"team_id" uuid NOT NULL,
	"address_version" integer DEFAULT 1 NOT NULL,
	"accepts_outsiders" boolean DEFAULT false NOT NULL,
	CONSTRAINT "team_mail_organization_id_team_id_pk" PRIMARY KEY("organization_id","team_id")
);
--> statement-breakpoint
CREATE INDEX "received_mail_sender" ON "notifications"."received_mail" USING btree ("sender","received_at");--> statement-breakpoint
CREATE INDEX "received_mail_received" ON "notifications"."received_mail" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "received_mail_organization" ON "notifications"."received_mail" USING btree ("organization_id");--> statement-breakpoint
CREATE UNIQUE INDEX "team_mail_team" ON "notifications"."team_mail" USING btree ("team_id");