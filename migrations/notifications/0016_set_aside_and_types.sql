-- NOT VALID: the next file checks the rows without a lock that writers wait for.
ALTER TABLE "notifications"."pending_message" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "notifications"."pending_message" ADD COLUMN "error" text;--> statement-breakpoint
ALTER TABLE "notifications"."notification" DROP CONSTRAINT "notification_type";--> statement-breakpoint
ALTER TABLE "notifications"."notification" ADD CONSTRAINT "notification_type" CHECK ("notifications"."notification"."type" in ('task-assigned', 'task-unassigned', 'task-completed', 'task-reopened', 'task-status-changed', 'task-due-soon', 'task-overdue', 'task-reminder', 'mentioned', 'commented', 'import-finished', 'join-requested', 'join-request-accepted', 'join-request-declined', 'member-joined', 'invite-declined', 'webhook-disabled', 'project-updated', 'project-update', 'milestone-near', 'security', 'backup-failed')) NOT VALID;
