CREATE TABLE "tasks"."tally_change" (
	"organization_id" uuid NOT NULL,
	"team_id" uuid NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "tasks"."tally_change_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"project_id" uuid,
	"status_id" uuid NOT NULL,
	"assignee_id" uuid,
	"is_archived" boolean NOT NULL,
	"estimate" integer NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"started_at" timestamp(3) with time zone,
	"completed_at" timestamp(3) with time zone,
	"sign" smallint NOT NULL,
	CONSTRAINT "tally_change_organization_id_team_id_id_pk" PRIMARY KEY("organization_id","team_id","id")
);
--> statement-breakpoint
CREATE TABLE "tasks"."tally_cycle" (
	"organization_id" uuid NOT NULL,
	"team_id" uuid NOT NULL,
	"days" smallint NOT NULL,
	"first_day" date NOT NULL,
	"tenths" integer NOT NULL,
	"tasks" integer NOT NULL,
	CONSTRAINT "tally_cycle_organization_id_team_id_days_first_day_tenths_pk" PRIMARY KEY("organization_id","team_id","days","first_day","tenths")
);
--> statement-breakpoint
CREATE TABLE "tasks"."tally_period" (
	"organization_id" uuid NOT NULL,
	"team_id" uuid NOT NULL,
	"quarter" timestamp(3) with time zone NOT NULL,
	"created" integer NOT NULL,
	"done" integer NOT NULL,
	CONSTRAINT "tally_period_organization_id_team_id_quarter_pk" PRIMARY KEY("organization_id","team_id","quarter")
);
--> statement-breakpoint
CREATE TABLE "tasks"."tally_project" (
	"organization_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"team_id" uuid NOT NULL,
	"status_id" uuid NOT NULL,
	"quarter" timestamp(3) with time zone NOT NULL,
	"created" integer NOT NULL,
	"done" integer NOT NULL,
	"version" uuid,
	CONSTRAINT "tally_project_organization_id_project_id_team_id_status_id_quarter_pk" PRIMARY KEY("organization_id","project_id","team_id","status_id","quarter")
);
--> statement-breakpoint
CREATE TABLE "tasks"."tally_team" (
	"organization_id" uuid NOT NULL,
	"team_id" uuid NOT NULL,
	"counted_at" timestamp(3) with time zone NOT NULL,
	"version" uuid NOT NULL,
	CONSTRAINT "tally_team_organization_id_team_id_pk" PRIMARY KEY("organization_id","team_id")
);
--> statement-breakpoint
CREATE TABLE "tasks"."tally_work" (
	"organization_id" uuid NOT NULL,
	"team_id" uuid NOT NULL,
	"status_id" uuid NOT NULL,
	"assignee_id" uuid,
	"tasks" integer NOT NULL,
	"estimate" bigint NOT NULL,
	CONSTRAINT "tally_work_key" UNIQUE NULLS NOT DISTINCT("organization_id","team_id","status_id","assignee_id")
);
--> statement-breakpoint
CREATE INDEX "tally_project_team" ON "tasks"."tally_project" USING btree ("organization_id","team_id");
--> statement-breakpoint
-- A change of a task notes what it was and what it is, where that counts in a tally. As triggers they see every write.
CREATE FUNCTION "tasks"."note_added" () RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO "tasks"."tally_change" (organization_id, team_id, project_id, status_id, assignee_id, is_archived, estimate,
    created_at, started_at, completed_at, sign)
  SELECT organization_id, team_id, project_id, status_id, assignee_id, archived_at IS NOT NULL, coalesce(estimate, 0),
    created_at, started_at, completed_at, 1
  FROM added WHERE deleted_at IS NULL;
  RETURN NULL;
END $body$;
--> statement-breakpoint
CREATE FUNCTION "tasks"."note_changed" () RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF OLD.deleted_at IS NULL THEN
    INSERT INTO "tasks"."tally_change" (organization_id, team_id, project_id, status_id, assignee_id, is_archived, estimate,
      created_at, started_at, completed_at, sign)
    VALUES (OLD.organization_id, OLD.team_id, OLD.project_id, OLD.status_id, OLD.assignee_id, OLD.archived_at IS NOT NULL,
      coalesce(OLD.estimate, 0), OLD.created_at, OLD.started_at, OLD.completed_at, -1);
  END IF;
  IF NEW.deleted_at IS NULL THEN
    INSERT INTO "tasks"."tally_change" (organization_id, team_id, project_id, status_id, assignee_id, is_archived, estimate,
      created_at, started_at, completed_at, sign)
    VALUES (NEW.organization_id, NEW.team_id, NEW.project_id, NEW.status_id, NEW.assignee_id, NEW.archived_at IS NOT NULL,
      coalesce(NEW.estimate, 0), NEW.created_at, NEW.started_at, NEW.completed_at, 1);
  END IF;
  RETURN NULL;
END $body$;
--> statement-breakpoint
CREATE FUNCTION "tasks"."note_removed" () RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO "tasks"."tally_change" (organization_id, team_id, project_id, status_id, assignee_id, is_archived, estimate,
    created_at, started_at, completed_at, sign)
  SELECT organization_id, team_id, project_id, status_id, assignee_id, archived_at IS NOT NULL, coalesce(estimate, 0),
    created_at, started_at, completed_at, -1
  FROM removed WHERE deleted_at IS NULL;
  RETURN NULL;
END $body$;
--> statement-breakpoint
CREATE TRIGGER "task_added" AFTER INSERT ON "tasks"."task" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "tasks"."note_added" ();
--> statement-breakpoint
CREATE TRIGGER "task_removed" AFTER DELETE ON "tasks"."task" REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION "tasks"."note_removed" ();
--> statement-breakpoint
CREATE TRIGGER "task_changed" AFTER UPDATE ON "tasks"."task" FOR EACH ROW
  WHEN (ROW(OLD.team_id, OLD.project_id, OLD.status_id, OLD.assignee_id, OLD.archived_at, OLD.deleted_at, OLD.estimate,
      OLD.created_at, OLD.started_at, OLD.completed_at, OLD.organization_id)
    IS DISTINCT FROM ROW(NEW.team_id, NEW.project_id, NEW.status_id, NEW.assignee_id, NEW.archived_at, NEW.deleted_at,
      NEW.estimate, NEW.created_at, NEW.started_at, NEW.completed_at, NEW.organization_id))
  EXECUTE FUNCTION "tasks"."note_changed" ();
