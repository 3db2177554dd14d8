CREATE TABLE "auth"."sign_in_source" (
	"user_id" uuid NOT NULL,
	"source" text NOT NULL,
	"last_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "sign_in_source_user_id_source_pk" PRIMARY KEY("user_id","source")
);
--> statement-breakpoint
ALTER TABLE "auth"."sign_in_failure" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "auth"."sign_in_source" ADD CONSTRAINT "sign_in_source_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "auth"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "sign_in_source_last" ON "auth"."sign_in_source" USING btree ("last_at");--> statement-breakpoint
-- Who is signed in has signed in from there.
INSERT INTO "auth"."sign_in_source" (user_id, source, last_at)
SELECT user_id, address, max(created_at) FROM "auth"."session" WHERE address ~ '^\d+\.\d+\.\d+\.\d+$' GROUP BY user_id, address;
