ALTER TABLE "notifications"."received_mail" ADD COLUMN "user_id" uuid;--> statement-breakpoint
CREATE INDEX "received_mail_user" ON "notifications"."received_mail" USING btree ("user_id");