CREATE TABLE "tasks"."backlink" (
	"organization_id" uuid NOT NULL,
	"task_id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"target_id" uuid NOT NULL,
	"key" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "backlink_organization_id_task_id_source_id_target_id_pk" PRIMARY KEY("organization_id","task_id","source_id","target_id")
);
--> statement-breakpoint
ALTER TABLE "tasks"."backlink" ADD CONSTRAINT "backlink_organization_id_task_id_task_organization_id_id_fk" FOREIGN KEY ("organization_id","task_id") REFERENCES "tasks"."task"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks"."backlink" ADD CONSTRAINT "backlink_organization_id_target_id_task_organization_id_id_fk" FOREIGN KEY ("organization_id","target_id") REFERENCES "tasks"."task"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "backlink_target" ON "tasks"."backlink" USING btree ("organization_id","target_id","created_at" desc,"source_id" desc);