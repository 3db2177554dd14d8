CREATE SCHEMA "tasks";
--> statement-breakpoint
CREATE TABLE "tasks"."checklist_item" (
	"organization_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"task_id" uuid NOT NULL,
	"checklist" text DEFAULT '' NOT NULL,
	"title" text NOT NULL,
	"done" boolean DEFAULT false NOT NULL,
	"rank" text COLLATE "C" NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "checklist_item_organization_id_id_pk" PRIMARY KEY("organization_id","id")
);
--> statement-breakpoint
CREATE TABLE "tasks"."command" (
	"actor" text NOT NULL,
	"command_id" text NOT NULL,
	"input_hash" text NOT NULL,
	"output" jsonb NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "command_actor_command_id_pk" PRIMARY KEY("actor","command_id")
);
--> statement-breakpoint
CREATE TABLE "tasks"."comment" (
	"organization_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"task_id" uuid NOT NULL,
	"author_id" uuid,
	"imported_author" text,
	"body" text NOT NULL,
	"edited_at" timestamp(3) with time zone,
	"created_at" timestamp(3) with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "comment_organization_id_id_pk" PRIMARY KEY("organization_id","id")
);
--> statement-breakpoint
CREATE TABLE "tasks"."counter" (
	"organization_id" uuid NOT NULL,
	"team_id" uuid NOT NULL,
	"last_number" integer NOT NULL,
	CONSTRAINT "counter_organization_id_team_id_pk" PRIMARY KEY("organization_id","team_id")
);
--> statement-breakpoint
CREATE TABLE "tasks"."import_source" (
	"organization_id" uuid NOT NULL,
	"format" text NOT NULL,
	"team_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"external_id" text NOT NULL,
	"local_id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	CONSTRAINT "import_source_organization_id_format_team_id_kind_external_id_pk" PRIMARY KEY("organization_id","format","team_id","kind","external_id"),
	CONSTRAINT "import_source_kind" CHECK ("tasks"."import_source"."kind" in ('board', 'status', 'label', 'task', 'item', 'comment'))
);
--> statement-breakpoint
CREATE TABLE "tasks"."import" (
	"organization_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"format" text NOT NULL,
	"status" text NOT NULL,
	"filename" text NOT NULL,
	"storage_key" text NOT NULL,
	"team_id" uuid,
	"dry_run" boolean NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"total" integer DEFAULT 0 NOT NULL,
	"report" jsonb NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"finished_at" timestamp(3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "import_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "import_format" CHECK ("tasks"."import"."format" in ('trello')),
	CONSTRAINT "import_status" CHECK ("tasks"."import"."status" in ('queued', 'running', 'done', 'failed', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "tasks"."inbox" (
	"consumer" text NOT NULL,
	"event_id" uuid NOT NULL,
	"handled_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "inbox_consumer_event_id_pk" PRIMARY KEY("consumer","event_id")
);
--> statement-breakpoint
CREATE TABLE "tasks"."label" (
	"organization_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"colour" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "label_organization_id_id_pk" PRIMARY KEY("organization_id","id")
);
--> statement-breakpoint
CREATE TABLE "tasks"."log" (
	"organization_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"task_id" uuid NOT NULL,
	"team_id" uuid NOT NULL,
	"type" text NOT NULL,
	"actor" jsonb NOT NULL,
	"actor_id" uuid,
	"field" text,
	"before" jsonb,
	"after" jsonb,
	"reason" text,
	"request_id" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "log_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "log_type" CHECK ("tasks"."log"."type" in ('created', 'changed', 'moved', 'completed', 'reopened', 'archived', 'unarchived', 'deleted', 'restored', 'commented', 'imported'))
);
--> statement-breakpoint
CREATE TABLE "tasks"."outbox" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "tasks"."outbox_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" uuid NOT NULL,
	"event" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tasks"."status" (
	"organization_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"team_id" uuid NOT NULL,
	"name" text NOT NULL,
	"category" text NOT NULL,
	"position" integer NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "status_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "status_category" CHECK ("tasks"."status"."category" in ('todo', 'in_progress', 'done', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "tasks"."task" (
	"organization_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"team_id" uuid NOT NULL,
	"key" text NOT NULL,
	"number" integer NOT NULL,
	"project_id" uuid,
	"title" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"status_id" uuid NOT NULL,
	"priority" text NOT NULL,
	"assignee_id" uuid,
	"collaborator_ids" uuid[] DEFAULT '{}' NOT NULL,
	"label_ids" uuid[] DEFAULT '{}' NOT NULL,
	"start_date" date,
	"due_date" date,
	"due_at" timestamp(3) with time zone,
	"estimate" integer,
	"rank" text COLLATE "C" NOT NULL,
	"comment_count" integer DEFAULT 0 NOT NULL,
	"checklist_done" integer DEFAULT 0 NOT NULL,
	"checklist_total" integer DEFAULT 0 NOT NULL,
	"imported_people" text[] DEFAULT '{}' NOT NULL,
	"archived_at" timestamp(3) with time zone,
	"completed_at" timestamp(3) with time zone,
	"created_by" uuid,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	"deleted_at" timestamp(3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "task_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "task_priority" CHECK ("tasks"."task"."priority" in ('none', 'low', 'medium', 'high', 'urgent'))
);
--> statement-breakpoint
ALTER TABLE "tasks"."checklist_item" ADD CONSTRAINT "checklist_item_organization_id_task_id_task_organization_id_id_fk" FOREIGN KEY ("organization_id","task_id") REFERENCES "tasks"."task"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks"."comment" ADD CONSTRAINT "comment_organization_id_task_id_task_organization_id_id_fk" FOREIGN KEY ("organization_id","task_id") REFERENCES "tasks"."task"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks"."task" ADD CONSTRAINT "task_organization_id_status_id_status_organization_id_id_fk" FOREIGN KEY ("organization_id","status_id") REFERENCES "tasks"."status"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "checklist_item_id" ON "tasks"."checklist_item" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "checklist_item_place" ON "tasks"."checklist_item" USING btree ("organization_id","task_id","rank");--> statement-breakpoint
CREATE INDEX "command_created_at" ON "tasks"."command" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "comment_id" ON "tasks"."comment" USING btree ("id");--> statement-breakpoint
CREATE INDEX "comment_task" ON "tasks"."comment" USING btree ("organization_id","task_id","created_at","id");--> statement-breakpoint
CREATE INDEX "import_source_import" ON "tasks"."import_source" USING btree ("organization_id","import_id");--> statement-breakpoint
CREATE INDEX "import_source_board" ON "tasks"."import_source" USING btree ("organization_id","format","external_id") WHERE "tasks"."import_source"."kind" = 'board';--> statement-breakpoint
CREATE UNIQUE INDEX "import_id" ON "tasks"."import" USING btree ("id");--> statement-breakpoint
CREATE INDEX "import_created" ON "tasks"."import" USING btree ("organization_id","created_at");--> statement-breakpoint
CREATE INDEX "inbox_handled_at" ON "tasks"."inbox" USING btree ("handled_at");--> statement-breakpoint
CREATE UNIQUE INDEX "label_id" ON "tasks"."label" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "label_name" ON "tasks"."label" USING btree ("organization_id",lower("name"),"colour");--> statement-breakpoint
CREATE INDEX "log_task" ON "tasks"."log" USING btree ("organization_id","task_id","at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "status_id" ON "tasks"."status" USING btree ("id");--> statement-breakpoint
CREATE INDEX "status_team" ON "tasks"."status" USING btree ("organization_id","team_id","position");--> statement-breakpoint
CREATE UNIQUE INDEX "task_id" ON "tasks"."task" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "task_key" ON "tasks"."task" USING btree ("organization_id","key");--> statement-breakpoint
CREATE UNIQUE INDEX "task_place" ON "tasks"."task" USING btree ("organization_id","team_id","status_id","rank") WHERE "tasks"."task"."deleted_at" is null and "tasks"."task"."archived_at" is null;--> statement-breakpoint
CREATE INDEX "task_assignee" ON "tasks"."task" USING btree ("organization_id","assignee_id") WHERE "tasks"."task"."assignee_id" is not null;--> statement-breakpoint
CREATE INDEX "task_project" ON "tasks"."task" USING btree ("organization_id","project_id") WHERE "tasks"."task"."project_id" is not null;--> statement-breakpoint
CREATE INDEX "task_created" ON "tasks"."task" USING btree ("organization_id","created_at","id");--> statement-breakpoint
CREATE INDEX "task_updated" ON "tasks"."task" USING btree ("organization_id","updated_at","id");