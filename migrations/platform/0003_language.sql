-- How texts are compared and ordered, for every module: one folding, and a collation for each language of the app.
CREATE SCHEMA "language";
--> statement-breakpoint
GRANT USAGE ON SCHEMA "language" TO PUBLIC;
--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS "pg_trgm" SCHEMA "language";
--> statement-breakpoint
-- By code point where this server was built without ICU: `taskuno doctor` tells so.
DO $$
DECLARE locale text;
BEGIN
  FOREACH locale IN ARRAY ARRAY['en', 'fa'] LOOP
    BEGIN
      EXECUTE format('CREATE COLLATION "language".%I (provider = icu, locale = %L)', locale, locale);
    EXCEPTION WHEN feature_not_supported OR undefined_object OR invalid_object_definition THEN
      EXECUTE format('CREATE COLLATION "language".%I FROM "C"', locale);
    END;
  END LOOP;
END $$;
--> statement-breakpoint
-- Without case, accents, joiners and vowel signs, with one letter for those of Arabic and Persian, with the digits 0–9.
-- The browser app's web/src/lib/folded.ts is the same function, letter for letter; a test compares them.
DO $do$
DECLARE lower_case text;
BEGIN
  -- The letters that this server knows, whatever the locale of its database: the first that there is of these.
  SELECT quote_ident(nspname) || '.' || quote_ident(collname) INTO lower_case
  FROM unnest(ARRAY['pg_c_utf8', 'und-x-icu', 'C.utf8', 'C.UTF-8', 'default']) WITH ORDINALITY AS wanted (name, place)
  JOIN pg_collation ON collname = wanted.name AND collencoding IN (-1, pg_char_to_encoding('UTF8'))
  JOIN pg_namespace ON pg_namespace.oid = collnamespace
  ORDER BY place LIMIT 1;
  EXECUTE format($sql$
CREATE FUNCTION "language"."fold" (given text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
DECLARE plain text;
BEGIN
  IF octet_length(given) = char_length(given) THEN
    RETURN lower(given COLLATE "C");
  END IF;
  plain := lower(regexp_replace(normalize(given, NFKD), '[\u00AD\u0300-\u036F\u0483-\u0487\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u061C\u0640\u064B-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E4\u06E7\u06E8\u06EA-\u06ED\u08D3-\u08E1\u08E3-\u08FF\u180E\u1AB0-\u1AFF\u1DC0-\u1DFF\u200B-\u200F\u202A-\u202E\u2060-\u206F\u20D0-\u20FF\uFE00-\uFE0F\uFE20-\uFE2F\uFEFF]', '', 'g') collate %s);
  -- Each of these is rare, and translate() costs the more, the longer its list.
  if plain ~ '[øđðħıłŧςٱېےڪھہۃە٠۰١۱٢۲٣۳٤۴٥۵٦۶٧۷٨۸٩۹‘’‐‒–—]' then
    plain := translate(plain, 'øđðħıłŧςٱېےڪھہۃە٠۰١۱٢۲٣۳٤۴٥۵٦۶٧۷٨۸٩۹‘’‐‒–—', 'oddhiltσاییکهههه00112233445566778899''''----');
  end if;
  if plain ~ '[ßæœþ]' then
    plain := replace(replace(replace(replace(plain, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');
  end if;
  return replace(replace(replace(replace(plain, 'ي', 'ی'), 'ى', 'ی'), 'ك', 'ک'), 'ة', 'ه');
END $body$
  $sql$, lower_case);
END $do$;
--> statement-breakpoint
-- The pattern for LIKE of what has this word in it; both sides are folded.
CREATE FUNCTION "language"."containing" (word text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $body$ SELECT '%' || regexp_replace("language"."fold"(word), '([\\%_])', '\\\1', 'g') || '%' $body$;
--> statement-breakpoint
CREATE FUNCTION "language"."containing" (words text[]) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $body$ SELECT array(SELECT "language"."containing"(word) FROM unnest(words) AS word) $body$;
