CREATE TABLE "tasks"."export" (
	"organization_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"status" text NOT NULL,
	"storage_key" text NOT NULL,
	"bytes" bigint,
	"file_until" timestamp(3) with time zone,
	"created_by" uuid NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"finished_at" timestamp(3) with time zone,
	CONSTRAINT "export_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "export_status" CHECK ("tasks"."export"."status" in ('queued', 'running', 'done', 'failed'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX "export_id" ON "tasks"."export" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "export_unfinished" ON "tasks"."export" USING btree ("organization_id") WHERE "tasks"."export"."status" in ('queued', 'running');--> statement-breakpoint
CREATE INDEX "export_file" ON "tasks"."export" USING btree ("file_until") WHERE "tasks"."export"."file_until" is not null;