CREATE TABLE "tasks"."due_notice" (
	"organization_id" uuid NOT NULL,
	"task_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"next_at" timestamp(3) with time zone NOT NULL,
	"since" timestamp(3) with time zone NOT NULL,
	"sent_leads" integer[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "due_notice_organization_id_task_id_user_id_pk" PRIMARY KEY("organization_id","task_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "tasks"."reminder_preference" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"lead_minutes" integer[] NOT NULL,
	"changed_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tasks"."reminder" (
	"organization_id" uuid NOT NULL,
	"task_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"at" timestamp(3) with time zone,
	"before_minutes" integer,
	"repeat" text,
	"timezone" text NOT NULL,
	"next_at" timestamp(3) with time zone,
	"fired_at" timestamp(3) with time zone,
	"created_at" timestamp(3) with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "reminder_organization_id_task_id_user_id_pk" PRIMARY KEY("organization_id","task_id","user_id"),
	CONSTRAINT "reminder_repeat" CHECK ("tasks"."reminder"."repeat" in ('daily', 'weekly'))
);
--> statement-breakpoint
ALTER TABLE "tasks"."due_notice" ADD CONSTRAINT "due_notice_organization_id_task_id_task_organization_id_id_fk" FOREIGN KEY ("organization_id","task_id") REFERENCES "tasks"."task"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks"."reminder" ADD CONSTRAINT "reminder_organization_id_task_id_task_organization_id_id_fk" FOREIGN KEY ("organization_id","task_id") REFERENCES "tasks"."task"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "due_notice_next" ON "tasks"."due_notice" USING btree ("next_at");--> statement-breakpoint
CREATE INDEX "due_notice_person" ON "tasks"."due_notice" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "reminder_next" ON "tasks"."reminder" USING btree ("next_at") WHERE "tasks"."reminder"."next_at" is not null;--> statement-breakpoint
CREATE INDEX "reminder_person" ON "tasks"."reminder" USING btree ("user_id","organization_id");
--> statement-breakpoint
-- The job finds its rows whatever statement changes a task. Rows written here are looked at in its next run.
CREATE FUNCTION "tasks"."schedule_notices" () RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  people uuid[] := array_remove(NEW.collaborator_ids || NEW.assignee_id, null);
  known uuid[] := '{}';
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF ROW(OLD.due_date, OLD.due_at) IS DISTINCT FROM ROW(NEW.due_date, NEW.due_at) THEN
      DELETE FROM "tasks"."due_notice" WHERE organization_id = NEW.organization_id AND task_id = NEW.id;
      UPDATE "tasks"."reminder" SET next_at = NEW.updated_at, fired_at = null
      WHERE organization_id = NEW.organization_id AND task_id = NEW.id AND before_minutes IS NOT NULL;
    ELSE
      known := array_remove(OLD.collaborator_ids || OLD.assignee_id, null);
      DELETE FROM "tasks"."due_notice"
      WHERE organization_id = NEW.organization_id AND task_id = NEW.id AND NOT user_id = ANY (people);
    END IF;
  END IF;
  IF NEW.due_date IS NOT NULL OR NEW.due_at IS NOT NULL THEN
    INSERT INTO "tasks"."due_notice" (organization_id, task_id, user_id, next_at, since)
    SELECT DISTINCT NEW.organization_id, NEW.id, person, NEW.updated_at, NEW.updated_at
    FROM unnest(people) AS person
    WHERE NOT person = ANY (known);
  END IF;
  RETURN NULL;
END $body$;
--> statement-breakpoint
CREATE TRIGGER "task_due_added" AFTER INSERT ON "tasks"."task" FOR EACH ROW
  WHEN ((NEW.due_date IS NOT NULL OR NEW.due_at IS NOT NULL)
    AND (NEW.assignee_id IS NOT NULL OR NEW.collaborator_ids <> '{}'))
  EXECUTE FUNCTION "tasks"."schedule_notices" ();
--> statement-breakpoint
CREATE TRIGGER "task_due_changed" AFTER UPDATE ON "tasks"."task" FOR EACH ROW
  WHEN (ROW(OLD.due_date, OLD.due_at, OLD.assignee_id, OLD.collaborator_ids)
    IS DISTINCT FROM ROW(NEW.due_date, NEW.due_at, NEW.assignee_id, NEW.collaborator_ids))
  EXECUTE FUNCTION "tasks"."schedule_notices" ();
