CREATE TABLE "tasks"."attachment" (
	"organization_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"task_id" uuid NOT NULL,
	"filename" text NOT NULL,
	"content_type" text NOT NULL,
	"bytes" integer NOT NULL,
	"storage_key" text NOT NULL,
	"created_by" uuid,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "attachment_organization_id_id_pk" PRIMARY KEY("organization_id","id")
);
--> statement-breakpoint
CREATE TABLE "tasks"."comment_version" (
	"organization_id" uuid NOT NULL,
	"comment_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"body" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "comment_version_organization_id_comment_id_version_pk" PRIMARY KEY("organization_id","comment_id","version")
);
--> statement-breakpoint
CREATE TABLE "tasks"."dependency" (
	"organization_id" uuid NOT NULL,
	"task_id" uuid NOT NULL,
	"other_id" uuid NOT NULL,
	"type" text NOT NULL,
	"created_by" uuid,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "dependency_organization_id_task_id_other_id_pk" PRIMARY KEY("organization_id","task_id","other_id"),
	CONSTRAINT "dependency_type" CHECK ("tasks"."dependency"."type" in ('blocks', 'relates', 'duplicates'))
);
--> statement-breakpoint
CREATE TABLE "tasks"."field" (
	"organization_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"team_id" uuid NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"options" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"on_card" boolean DEFAULT false NOT NULL,
	"position" integer NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "field_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "field_type" CHECK ("tasks"."field"."type" in ('text', 'number', 'date', 'choice', 'person', 'link'))
);
--> statement-breakpoint
CREATE TABLE "tasks"."former_key" (
	"organization_id" uuid NOT NULL,
	"key" text NOT NULL,
	"task_id" uuid NOT NULL,
	CONSTRAINT "former_key_organization_id_key_pk" PRIMARY KEY("organization_id","key")
);
--> statement-breakpoint
CREATE TABLE "tasks"."reaction" (
	"organization_id" uuid NOT NULL,
	"comment_id" uuid NOT NULL,
	"emoji" text NOT NULL,
	"user_id" uuid NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "reaction_organization_id_comment_id_emoji_user_id_pk" PRIMARY KEY("organization_id","comment_id","emoji","user_id")
);
--> statement-breakpoint
CREATE TABLE "tasks"."template" (
	"organization_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"team_id" uuid,
	"name" text NOT NULL,
	"plan" jsonb NOT NULL,
	"created_by" uuid,
	"created_at" timestamp(3) with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "template_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "template_kind" CHECK ("tasks"."template"."kind" in ('task', 'project'))
);
--> statement-breakpoint
CREATE TABLE "tasks"."view" (
	"organization_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"name" text NOT NULL,
	"is_shared" boolean NOT NULL,
	"settings" jsonb NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "view_organization_id_id_pk" PRIMARY KEY("organization_id","id")
);
--> statement-breakpoint
CREATE TABLE "tasks"."workflow" (
	"organization_id" uuid NOT NULL,
	"team_id" uuid NOT NULL,
	"archive_after_days" integer,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "workflow_organization_id_team_id_pk" PRIMARY KEY("organization_id","team_id")
);
--> statement-breakpoint
ALTER TABLE "tasks"."import_source" DROP CONSTRAINT "import_source_kind";--> statement-breakpoint
ALTER TABLE "tasks"."status" ADD COLUMN "wip_limit" integer;--> statement-breakpoint
ALTER TABLE "tasks"."status" ADD COLUMN "transitions" uuid[];--> statement-breakpoint
ALTER TABLE "tasks"."task" ADD COLUMN "milestone_id" uuid;--> statement-breakpoint
ALTER TABLE "tasks"."task" ADD COLUMN "parent_id" uuid;--> statement-breakpoint
ALTER TABLE "tasks"."task" ADD COLUMN "due_timezone" text;--> statement-breakpoint
ALTER TABLE "tasks"."task" ADD COLUMN "watcher_ids" uuid[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "tasks"."task" ADD COLUMN "custom_fields" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "tasks"."task" ADD COLUMN "recurrence" jsonb;--> statement-breakpoint
ALTER TABLE "tasks"."task" ADD COLUMN "attachment_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "tasks"."task" ADD COLUMN "subtask_total" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "tasks"."task" ADD COLUMN "subtask_done" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "tasks"."task" ADD COLUMN "blocker_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "tasks"."task" ADD COLUMN "started_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "tasks"."attachment" ADD CONSTRAINT "attachment_organization_id_task_id_task_organization_id_id_fk" FOREIGN KEY ("organization_id","task_id") REFERENCES "tasks"."task"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks"."comment_version" ADD CONSTRAINT "comment_version_organization_id_comment_id_comment_organization_id_id_fk" FOREIGN KEY ("organization_id","comment_id") REFERENCES "tasks"."comment"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks"."dependency" ADD CONSTRAINT "dependency_organization_id_task_id_task_organization_id_id_fk" FOREIGN KEY ("organization_id","task_id") REFERENCES "tasks"."task"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks"."dependency" ADD CONSTRAINT "dependency_organization_id_other_id_task_organization_id_id_fk" FOREIGN KEY ("organization_id","other_id") REFERENCES "tasks"."task"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks"."former_key" ADD CONSTRAINT "former_key_organization_id_task_id_task_organization_id_id_fk" FOREIGN KEY ("organization_id","task_id") REFERENCES "tasks"."task"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks"."reaction" ADD CONSTRAINT "reaction_organization_id_comment_id_comment_organization_id_id_fk" FOREIGN KEY ("organization_id","comment_id") REFERENCES "tasks"."comment"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "attachment_id" ON "tasks"."attachment" USING btree ("id");--> statement-breakpoint
CREATE INDEX "attachment_task" ON "tasks"."attachment" USING btree ("organization_id","task_id","id");--> statement-breakpoint
CREATE INDEX "dependency_other" ON "tasks"."dependency" USING btree ("organization_id","other_id");--> statement-breakpoint
CREATE UNIQUE INDEX "field_id" ON "tasks"."field" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "field_name" ON "tasks"."field" USING btree ("organization_id","team_id",lower("name"));--> statement-breakpoint
CREATE INDEX "former_key_task" ON "tasks"."former_key" USING btree ("organization_id","task_id");--> statement-breakpoint
CREATE UNIQUE INDEX "template_id" ON "tasks"."template" USING btree ("id");--> statement-breakpoint
CREATE INDEX "template_team" ON "tasks"."template" USING btree ("organization_id","kind","team_id");--> statement-breakpoint
CREATE UNIQUE INDEX "view_id" ON "tasks"."view" USING btree ("id");--> statement-breakpoint
CREATE INDEX "view_owner" ON "tasks"."view" USING btree ("organization_id","owner_id");--> statement-breakpoint
CREATE INDEX "log_team" ON "tasks"."log" USING btree ("organization_id","team_id","id");--> statement-breakpoint
CREATE INDEX "log_actor" ON "tasks"."log" USING btree ("organization_id","actor_id","id") WHERE "tasks"."log"."actor_id" is not null;--> statement-breakpoint
CREATE INDEX "task_milestone" ON "tasks"."task" USING btree ("organization_id","milestone_id") WHERE "tasks"."task"."milestone_id" is not null;--> statement-breakpoint
CREATE INDEX "task_parent" ON "tasks"."task" USING btree ("organization_id","parent_id") WHERE "tasks"."task"."parent_id" is not null;--> statement-breakpoint
CREATE INDEX "task_trash" ON "tasks"."task" USING btree ("organization_id","team_id","deleted_at","id") WHERE "tasks"."task"."deleted_at" is not null;--> statement-breakpoint
CREATE INDEX "task_completed" ON "tasks"."task" USING btree ("organization_id","team_id","completed_at") WHERE "tasks"."task"."completed_at" is not null;--> statement-breakpoint
CREATE INDEX "task_delegated" ON "tasks"."task" USING btree ("organization_id","created_by") WHERE "tasks"."task"."completed_at" is null and "tasks"."task"."assignee_id" <> "tasks"."task"."created_by";--> statement-breakpoint
CREATE INDEX "task_collaborators" ON "tasks"."task" USING gin ("collaborator_ids") WHERE "tasks"."task"."collaborator_ids" <> '{}';--> statement-breakpoint
CREATE INDEX "task_custom_fields" ON "tasks"."task" USING gin ("custom_fields" jsonb_path_ops) WHERE "tasks"."task"."custom_fields" <> '{}';--> statement-breakpoint
ALTER TABLE "tasks"."import_source" ADD CONSTRAINT "import_source_kind" CHECK ("tasks"."import_source"."kind" in ('board', 'status', 'label', 'field', 'task', 'item', 'comment'));