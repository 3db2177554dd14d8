-- Backlinks of the texts that were there before. Code in a text names nothing, as in src/shared/task-keys.ts.
INSERT INTO "tasks"."backlink" (organization_id, task_id, source_id, target_id, key, created_at)
SELECT source.organization_id, source.task_id, source.source_id, named.id, found.key, source.created_at
FROM (
  SELECT organization_id, id AS task_id, id AS source_id, description AS body, created_at
  FROM "tasks"."task" WHERE description ~ '[A-Z][A-Z0-9]*-[1-9]'
  UNION ALL
  SELECT organization_id, task_id, id, body, created_at
  FROM "tasks"."comment" WHERE body ~ '[A-Z][A-Z0-9]*-[1-9]' AND deleted_at IS NULL) AS source
CROSS JOIN LATERAL (
  SELECT matched.words[1] AS key FROM regexp_matches(
    regexp_replace(regexp_replace(source.body, '```.*?(?:```|$)', ' ', 'g'), '`[^`\n]*`', ' ', 'g'),
    '(?<![[:alnum:]_@/.-])([A-Z][A-Z0-9]{0,9}-[1-9][0-9]{0,9})(?![[:alnum:]_-])', 'g') WITH ORDINALITY AS matched (words, position)
  GROUP BY 1 ORDER BY min(matched.position) LIMIT 50) AS found
JOIN (
  SELECT organization_id, id, key FROM "tasks"."task"
  UNION ALL
  SELECT organization_id, task_id, key FROM "tasks"."former_key") AS named
  ON named.organization_id = source.organization_id AND named.key = found.key AND named.id <> source.task_id
ON CONFLICT DO NOTHING;
