-- The operators of pg_trgm, wherever the extension is.
SELECT set_config('search_path', quote_ident(nspname), true) FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'pg_trgm';
--> statement-breakpoint
CREATE INDEX "person_text" ON "teams"."person" USING gin (language.fold("name" || ' ' || "username" || ' ' || "email") gin_trgm_ops);
