CREATE TABLE "teams"."join_request" (
	"organization_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"message" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"decided_at" timestamp(3) with time zone,
	"decided_by" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "join_request_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "join_request_state" CHECK ("teams"."join_request"."state" in ('open', 'accepted', 'declined', 'withdrawn'))
);
--> statement-breakpoint
CREATE TABLE "teams"."used_key" (
	"organization_id" uuid NOT NULL,
	"key" text NOT NULL,
	"team_id" uuid NOT NULL,
	CONSTRAINT "used_key_organization_id_key_pk" PRIMARY KEY("organization_id","key")
);
--> statement-breakpoint
ALTER TABLE "teams"."invite" ADD COLUMN "outcome" text;--> statement-breakpoint
ALTER TABLE "teams"."invite" ADD COLUMN "accepted_by" uuid;--> statement-breakpoint
ALTER TABLE "teams"."organization" ADD COLUMN "default_team_id" uuid;--> statement-breakpoint
ALTER TABLE "teams"."organization" ADD COLUMN "week_start" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "teams"."organization" ADD COLUMN "working_days" integer[] DEFAULT '{1,2,3,4,5}' NOT NULL;--> statement-breakpoint
ALTER TABLE "teams"."organization" ADD COLUMN "logo_version" integer;--> statement-breakpoint
ALTER TABLE "teams"."person" ADD COLUMN "avatar_url" text;--> statement-breakpoint
ALTER TABLE "teams"."join_request" ADD CONSTRAINT "join_request_organization_id_organization_id_fk" FOREIGN KEY ("organization_id") REFERENCES "teams"."organization"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "teams"."used_key" ADD CONSTRAINT "used_key_organization_id_organization_id_fk" FOREIGN KEY ("organization_id") REFERENCES "teams"."organization"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "join_request_id" ON "teams"."join_request" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "join_request_open" ON "teams"."join_request" USING btree ("organization_id","user_id") WHERE "teams"."join_request"."state" = 'open';--> statement-breakpoint
CREATE INDEX "join_request_user" ON "teams"."join_request" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "member_manager" ON "teams"."member" USING btree ("organization_id","manager_id");--> statement-breakpoint
CREATE INDEX "organization_listed" ON "teams"."organization" USING btree ("name","id") WHERE "teams"."organization"."listed" and "teams"."organization"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "organization_deleted" ON "teams"."organization" USING btree ("deleted_at") WHERE "teams"."organization"."deleted_at" is not null;--> statement-breakpoint
ALTER TABLE "teams"."invite" ADD CONSTRAINT "invite_outcome" CHECK ("teams"."invite"."outcome" in ('accepted', 'declined', 'revoked'));--> statement-breakpoint
ALTER TABLE "teams"."organization" ADD CONSTRAINT "organization_week_start" CHECK ("teams"."organization"."week_start" between 1 and 7);--> statement-breakpoint
INSERT INTO "teams"."used_key" ("organization_id", "key", "team_id") SELECT "organization_id", "key", "id" FROM "teams"."team";