-- With it a GIN index can have a team's id beside the array that it looks into.
CREATE EXTENSION IF NOT EXISTS "btree_gin" SCHEMA "language";
