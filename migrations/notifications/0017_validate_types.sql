ALTER TABLE "notifications"."notification" VALIDATE CONSTRAINT "notification_type";
