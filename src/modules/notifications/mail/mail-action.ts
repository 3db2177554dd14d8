export const mailActions = ['complete', 'snooze-hour', 'snooze-tomorrow'] as const;
/** What the reader of a mail can do with its task from the mail. */
export type MailAction = (typeof mailActions)[number];

export interface ActionLink {
  readonly action: MailAction;
  readonly url: string;
}
