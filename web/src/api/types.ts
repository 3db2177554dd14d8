import type { components, paths } from './schema.d.ts';

type Schemas = components['schemas'];

export type User = Schemas['User'];
export type SignInReply = Schemas['Session'] | Schemas['Tokens'] | Schemas['SecondFactorRequired'];
export type Person = Schemas['Person'];
export type Organization = Schemas['Organization'];
export type Bootstrap = Schemas['Bootstrap'];
export type Member = Schemas['Member'];
export type Team = Schemas['Team'];
export type TeamMember = Schemas['TeamMember'];
export type Invite = Schemas['Invite'];
export type InvitePreview = Schemas['InvitePreview'];
export type Status = Schemas['Status'];
export type Task = Schemas['Task'];
export type TaskChanges = paths['/tasks/{id}']['patch']['requestBody']['content']['application/json'];
export type WholeTask = Schemas['WholeTask'];
export type SubtaskCard = Schemas['SubtaskCard'];
export type TaskPresence = Schemas['TaskPresence'];
export type TaskCard = Schemas['TaskCard'];
export type Recurrence = NonNullable<Schemas['TaskRecurrence']>;
export type Dependency = Schemas['Dependency'];
export type Backlink = Schemas['Backlink'];
export type Field = Schemas['Field'];
export type View = Schemas['View'];
export type BulkResult = Schemas['BulkResult'];
export type TrashedTask = Schemas['TrashedTask'];
export type LostInMove = Schemas['LostInMove'];
export type Reminder = Schemas['Reminder'];
export type NewReminder = paths['/tasks/{id}/reminder']['put']['requestBody']['content']['application/json'];
export type Attachment = Schemas['Attachment'];
export type Progress = Schemas['Progress'];
export type Statistics = Schemas['Statistics'];
export type Timeline = Schemas['Timeline'];
export type Template = Schemas['Template'];
export type TemplateCard = Schemas['TemplateCard'];
export type Label = Schemas['Label'];
export type ChecklistItem = Schemas['ChecklistItem'];
export type Comment = Schemas['Comment'];
export type LogEntry = Schemas['LogEntry'];
export type Notification = Omit<Schemas['Notification'], 'actor'> & { readonly actor: Person | null };
export type MutedSubject = Schemas['MutedSubject'];
export type NotificationPreferences = Schemas['NotificationPreferences'];
export type NotificationPreferenceChanges = Schemas['NotificationPreferenceChanges'];
export type Message = Schemas['Message'];
export type EmailTest = Schemas['TestEmail'];
export type Finding = Schemas['Finding'];
export type Queue = Schemas['Queue'];
export type FailedJob = Schemas['FailedJob'];
export type FailedEvent = Schemas['FailedEvent'];
export type Job = Schemas['Job'];

export type Backup = Schemas['Backup'];

export type Backups = Schemas['Backups'];

export type BackupRun = NonNullable<Backups['run']>;
export type Flag = Schemas['Flag'];
export type FlagChange = paths['/admin/flags']['put']['requestBody']['content']['application/json']['items'][number];
export type Export = Schemas['Export'];
export type Webhook = Schemas['Webhook'];
export type WebhookDelivery = Schemas['WebhookDelivery'];
export type NewWebhook = paths['/organizations/{id}/webhooks']['post']['requestBody']['content']['application/json'];

export type Priority = Task['priority'];
export type Category = Task['category'];

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

export type Permissions = Schemas['Permissions'];
export type Project = Omit<Schemas['Project'], 'lead'> & {
  readonly lead: Person | null;
  /** Known only if the task was read by itself. */
  readonly version?: number;
};
export type Milestone = Schemas['Milestone'];
export type ProjectUpdate = Omit<Schemas['ProjectUpdate'], 'author'> & { readonly author: Person | null };
export type Chart = Schemas['Chart'];
export type PublicOrganization = Schemas['PublicOrganization'];
export type DeletedOrganization = Schemas['DeletedOrganization'];
export type InvitedLine = Omit<Schemas['InvitedLines']['items'][number], 'invite'> & { readonly invite: Invite | null };
export type JoinRequest = Omit<Schemas['JoinRequest'], 'user'> & { readonly user: Person | null };

export type Import = Schemas['Import'];
export type Passkey = Schemas['Passkey'];
export type Identity = Schemas['Identity'];
export type SessionEntry = Schemas['SessionEntry'];
export type PushDevice = Schemas['PushSubscription'];
export type PersonalToken = Schemas['PersonalToken'];
export type AdminUser = Schemas['AdminUser'];
export type AuditEntry = Schemas['AuditEntry'];
