ALTER TABLE "tasks"."comment" ADD COLUMN "imported_by" uuid;--> statement-breakpoint
ALTER TABLE "tasks"."import" ADD COLUMN "mapping" jsonb;--> statement-breakpoint
ALTER TABLE "tasks"."import" ADD COLUMN "file_until" timestamp(3) with time zone;--> statement-breakpoint
-- Comments of imports before this one, told by the ledger of what each import made.
UPDATE "tasks"."comment" SET "imported_by" = "import"."created_by"
FROM "tasks"."import_source" AS "source"
JOIN "tasks"."import" AS "import" ON "import"."organization_id" = "source"."organization_id" AND "import"."id" = "source"."import_id"
WHERE "source"."kind" = 'comment' AND "source"."organization_id" = "tasks"."comment"."organization_id" AND "source"."local_id" = "tasks"."comment"."id";
