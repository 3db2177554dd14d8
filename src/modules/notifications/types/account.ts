import { defineMail, defineNotification, toPeople } from './define.ts';

const welcome = defineMail({
  type: 'welcome',
  events: ['user.signed-up'],
  recipients: ({ payload }) => toPeople(payload.userId),
  textParams: () => ({}),
  link: () => '/',
});

const verifyEmail = defineMail({
  type: 'verify-email',
  events: ['user.verification-requested'],
  recipients: ({ payload: { userId, email } }) => [{ userId, address: email }],
  textParams: ({ payload: { linkId, email } }) => ({ linkId, email }),
  link: () => '/',
});

const passwordReset = defineMail({
  type: 'password-reset',
  events: ['user.password-reset-requested'],
  recipients: ({ payload }) => toPeople(payload.userId),
  textParams: ({ payload }) => ({ linkId: payload.linkId }),
  link: () => '/',
});

const accountExists = defineMail({
  type: 'account-exists',
  events: ['user.sign-up-repeated'],
  recipients: ({ payload }) => toPeople(payload.userId),
  textParams: () => ({}),
  link: () => '/sign-in',
});

/** To the former address: its owner may not have changed it. */
const emailChanged = defineMail({
  type: 'email-changed',
  events: ['user.email-changed'],
  recipients: ({ payload: { userId, before } }) => [{ userId, address: before }],
  textParams: ({ payload }) => ({ email: payload.after }),
  link: () => '/forgot',
});

/** The mail is always sent: whoever changed it may have taken over the account. */
const security = defineNotification({
  type: 'security',
  group: 'account',
  mailType: 'security-changed',
  events: ['user.security-changed'],
  channels: { email: 'always', push: true },
  includesActor: true,
  isTimely: true,
  mayKnow: 'anyone',
  recipients: ({ payload }) => toPeople(payload.userId),
  textParams: ({ payload: { change, counts = {} } }) => ({ ...counts, change }),
  link: () => '/settings/security',
});

const accountLeaving = defineMail({
  type: 'account-leaving',
  events: ['user.leaving'],
  recipients: ({ payload: { userId, linkId } }) => (linkId === null ? [] : [{ userId }]),
  textParams: ({ payload: { linkId, finishAt } }) => ({ date: finishAt, ...(linkId === null ? {} : { linkId }) }),
  link: () => '/',
});

export const accountNotifications = [security] as const;
export const accountMails = [welcome, verifyEmail, passwordReset, accountExists, emailChanged, accountLeaving] as const;
