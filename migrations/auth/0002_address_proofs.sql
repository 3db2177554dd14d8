ALTER TABLE "auth"."oidc_visit" ADD COLUMN "session_id" uuid;--> statement-breakpoint
ALTER TABLE "auth"."user" ADD COLUMN "email_proof" text;--> statement-breakpoint
ALTER TABLE "auth"."user" ADD COLUMN "sign_up_invite_id" uuid;--> statement-breakpoint
ALTER TABLE "auth"."user" ADD CONSTRAINT "user_email_proof" CHECK ("auth"."user"."email_proof" in ('mail', 'provider', 'administrator'));--> statement-breakpoint
-- What is known of addresses that were confirmed before: by a mailed link, by an administrator, by a provider. Those that
-- the secret of an invite confirmed stay without: it may have been shown to others.
UPDATE "auth"."user" AS u SET "email_proof" = CASE
	WHEN EXISTS (SELECT FROM "auth"."audit_entry" AS a WHERE a.user_id = u.id AND a.type = 'account.confirmed') THEN 'mail'
	WHEN EXISTS (SELECT FROM "auth"."audit_entry" AS a WHERE a.user_id = u.id AND a.type = 'account.created' AND a.actor->>'kind' <> 'anonymous') THEN 'administrator'
	WHEN u.password_digest IS NULL AND EXISTS (SELECT FROM "auth"."identity" AS i WHERE i.user_id = u.id AND lower(i.email) = lower(u.email)) THEN 'provider'
END
WHERE u.email_verified_at IS NOT NULL;
