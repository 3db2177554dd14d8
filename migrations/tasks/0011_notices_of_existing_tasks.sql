-- Tasks that were there before the triggers: people are notified of what happens from now on. The job looks at these
-- rows in its next runs, and deletes those of tasks that are overdue already.
INSERT INTO "tasks"."due_notice" (organization_id, task_id, user_id, next_at, since)
SELECT DISTINCT task.organization_id, task.id, person, now(), now()
FROM (
  SELECT organization_id, id, array_remove(collaborator_ids || assignee_id, null) AS people
  FROM "tasks"."task"
  WHERE (due_date >= current_date - 2 OR due_at >= now()) AND deleted_at IS NULL
  FOR KEY SHARE) AS task, unnest(task.people) AS person
ON CONFLICT DO NOTHING;
