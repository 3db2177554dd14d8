CREATE TABLE "notifications"."mail_inbox" (
	"id" text PRIMARY KEY NOT NULL,
	"uid_validity" text DEFAULT '' NOT NULL,
	"last_uid" bigint DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"reserved_until" timestamp(3) with time zone,
	"next_poll_at" timestamp(3) with time zone,
	"last_success_at" timestamp(3) with time zone,
	"failing_since" timestamp(3) with time zone,
	"failures" integer DEFAULT 0 NOT NULL,
	"error" text,
	"error_detail" text,
	CONSTRAINT "mail_inbox_error" CHECK ("notifications"."mail_inbox"."error" in ('password', 'connection', 'folder', 'message'))
);
