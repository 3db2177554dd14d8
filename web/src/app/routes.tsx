import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  notFound,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { metaQuery } from '../data/server/queries.ts';
import { providersQuery } from '../data/session/providers.ts';
import { meQuery } from '../data/session/session.ts';
import { noteSignedIn } from '../data/session/was-signed-in.ts';
import { listSearch } from '../data/lists/list-search.ts';
import { timelineSearch } from '../features/timeline/search.ts';
import { addTextsOf } from '../i18n/language.ts';
import { productName } from '../ui/brand.tsx';
import { NotFound } from './not-found.tsx';
import { PageTitle } from './page-title.tsx';
import { PanelError, PanelPending } from './panel-fallback.tsx';
import { auditSearch, boardSearch, errorSearch, nextSearch, signInSearch, teamSearch } from './search-params.ts';
import type { Title } from './title.ts';

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  staticData: { title: null },
  component: Root,
});

function Root() {
  return (
    <>
      <Outlet />
      <PageTitle />
    </>
  );
}

// For everyone. The sign-in is the most frequent first page and loads only a few texts.

/** What `GET /meta` returns; null if it fails, and the page works without it. */
const meta = (client: QueryClient) => client.ensureQueryData(metaQuery).catch(() => null);

/** Texts of the pages before the sign-in. They differ if the server sends no mail. */
const entryTexts = async ({ context }: { context: { queryClient: QueryClient } }) => {
  await Promise.all([addTextsOf('entry', 'problems'), meta(context.queryClient)]);
};

/** While there is no account, every page redirects to the set-up page. */
async function toSetup(client: QueryClient): Promise<void> {
  const serverMeta = await meta(client);
  if (serverMeta && serverMeta.setup !== 'done') throw redirect({ to: '/setup', replace: true });
}

const guestRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: '_guest',
  staticData: { title: null },
  component: lazyRouteComponent(() => import('../features/auth/guest-layout.tsx'), 'GuestLayout'),
});

const signInRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: '/sign-in',
  staticData: { title: (t) => [t('signIn.submit'), productName] },
  validateSearch: signInSearch,
  beforeLoad: async ({ context, search: { error } }) => {
    void context.queryClient.prefetchQuery(providersQuery);
    if (error === undefined) return toSetup(context.queryClient);
    // Problems with linking an account are shown on the page where the linking began.
    if ((await context.queryClient.ensureQueryData(meQuery)) === null) return;
    throw redirect({ to: '/settings/security', search: { error }, replace: true });
  },
  // Loaded before the page shows, so that nothing moves; without providers, password sign-in still works.
  loader: ({ context }) => context.queryClient.ensureQueryData(providersQuery).catch(() => []),
  component: lazyRouteComponent(() => import('../features/auth/sign-in-page.tsx'), 'SignInPage'),
});

const signUpRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: '/sign-up',
  staticData: { title: (t) => [t('signUp.title'), productName] },
  beforeLoad: async ({ context }) => {
    await Promise.all([entryTexts({ context }), toSetup(context.queryClient)]);
  },
  validateSearch: nextSearch,
  component: lazyRouteComponent(() => import('../features/auth/sign-up-page.tsx'), 'SignUpPage'),
});

const setupRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: '/setup',
  staticData: { title: (t) => [t('setup.title')] },
  beforeLoad: entryTexts,
  component: lazyRouteComponent(() => import('../features/auth/setup-page.tsx'), 'SetupPage'),
});

// Targets of mailed links.

const forgotRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: '/forgot',
  staticData: { title: (t) => [t('forgot.title'), productName] },
  beforeLoad: entryTexts,
  component: lazyRouteComponent(() => import('../features/auth/forgot-page.tsx'), 'ForgotPage'),
});

const resetRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: '/reset',
  staticData: { title: (t) => [t('reset.title'), productName] },
  beforeLoad: entryTexts,
  component: lazyRouteComponent(() => import('../features/auth/reset-page.tsx'), 'ResetPage'),
});

const verifyRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: '/verify',
  staticData: { title: (t) => [t('verify.title'), productName] },
  beforeLoad: entryTexts,
  loader: ({ context }) => context.queryClient.ensureQueryData(meQuery),
  component: lazyRouteComponent(() => import('../features/auth/verify-page.tsx'), 'VerifyPage'),
});

const restoreRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: '/restore',
  staticData: { title: (t) => [t('restore.title'), productName] },
  beforeLoad: entryTexts,
  component: lazyRouteComponent(() => import('../features/auth/restore-page.tsx'), 'RestorePage'),
});

const unsubscribeRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: '/unsubscribe',
  staticData: { title: (t) => [t('unsubscribe.title'), productName] },
  beforeLoad: entryTexts,
  component: lazyRouteComponent(() => import('../features/auth/unsubscribe-page.tsx'), 'UnsubscribePage'),
});

const leftRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: '/left',
  staticData: { title: (t) => [t('left.title'), productName] },
  beforeLoad: entryTexts,
  component: lazyRouteComponent(() => import('../features/auth/account-deleted-page.tsx'), 'AccountDeletedPage'),
});

const inviteRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: '/invite',
  staticData: { title: (t) => [t('invite.pageTitle'), productName] },
  beforeLoad: entryTexts,
  loader: ({ context }) => context.queryClient.ensureQueryData(meQuery),
  component: lazyRouteComponent(() => import('../features/joining/invite-page.tsx'), 'InvitePage'),
});

// For signed-in people. The event stream opens before anything is loaded, so that no change is missed.

const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/join',
  staticData: { title: (t) => [t('joining.title'), productName] },
  beforeLoad: () => addTextsOf('problems', 'joining'),
  loader: ({ context }) => context.queryClient.ensureQueryData(meQuery),
  component: lazyRouteComponent(() => import('../features/joining/join-page.tsx'), 'JoinPage'),
});

const taskTitle: Title = (_t, { task, team }) => [task, team];

/** The parent of all routes behind the sign-in. */
export const sessionRouteId = '/_session';

const sessionRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: '_session',
  staticData: { title: null },
  beforeLoad: async ({ context, location }) => {
    void meta(context.queryClient);
    const me = await context.queryClient.ensureQueryData(meQuery);
    if (me === null) {
      noteSignedIn(false);
      await toSetup(context.queryClient);
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href }, replace: true });
    }
    const [{ startSession }] = await Promise.all([import('./session.ts'), addTextsOf('problems', 'web')]);
    await startSession(me);
  },
  component: lazyRouteComponent(() => import('./session-layout.tsx'), 'SessionLayout'),
});

const homeRoute = createRoute({
  getParentRoute: () => sessionRoute,
  path: '/',
  staticData: { title: () => [productName] },
  beforeLoad: async ({ context }) => {
    const { homeOf } = await import('../features/teams/home.ts');
    throw redirect({ ...(await homeOf(context.queryClient)), replace: true });
  },
});

const welcomeRoute = createRoute({
  getParentRoute: () => sessionRoute,
  path: '/welcome',
  staticData: { title: (t) => [t('organization.new'), productName] },
  beforeLoad: () => addTextsOf('organization', 'joining'),
  component: lazyRouteComponent(
    () => import('../features/organizations/new-organization-page.tsx'),
    'NewOrganizationPage',
  ),
});

const newTeamRoute = createRoute({
  getParentRoute: () => sessionRoute,
  path: '/organizations/$organizationId/new-team',
  staticData: { title: (t, { organization }) => [t('sidebar.newTeam'), organization] },
  component: lazyRouteComponent(() => import('../features/teams/new-team-page.tsx'), 'NewTeamPage'),
});

const startRoute = createRoute({
  getParentRoute: () => sessionRoute,
  path: '/teams/$teamId/start',
  staticData: { title: (t, { team }) => [t('onboarding.startTitle'), team] },
  component: lazyRouteComponent(() => import('../features/teams/start-page.tsx'), 'StartPage'),
});

// Pages with the sidebar.

const shellRoute = createRoute({
  getParentRoute: () => sessionRoute,
  id: '_shell',
  staticData: { title: null },
  component: lazyRouteComponent(() => import('./shell/shell.tsx'), 'Shell'),
});

const taskLinkRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/tasks/$taskId',
  staticData: { title: taskTitle },
  beforeLoad: async ({ context, params }) => {
    const { taskPageQuery } = await import('../data/task-page/queries.ts');
    const { teamId } = await context.queryClient.fetchQuery(taskPageQuery(params.taskId));
    throw redirect({ to: '/teams/$teamId/board/tasks/$taskId', params: { teamId, ...params }, replace: true });
  },
});

const taskPanel = {
  staticData: { title: taskTitle },
  beforeLoad: () => addTextsOf('tasks'),
  component: lazyRouteComponent(() => import('../features/task-panel/task-panel.tsx'), 'TaskPanel'),
  errorComponent: PanelError,
  pendingComponent: PanelPending,
};

const boardRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/teams/$teamId/board',
  staticData: { title: (t, { team }) => [t('team.board'), team] },
  validateSearch: boardSearch,
  loaderDeps: ({ search }) => search,
  loader: async ({ context, params, deps, cause }) => {
    if (cause === 'preload') return;
    const { prepareBoard } = await import('./session.ts');
    // The page shows what is loaded and reports what fails.
    prepareBoard(context.queryClient, params.teamId, deps).catch(() => undefined);
  },
  component: lazyRouteComponent(() => import('../features/board/board-page.tsx'), 'BoardPage'),
});

const boardTaskRoute = createRoute({
  getParentRoute: () => boardRoute,
  path: 'tasks/$taskId',
  ...taskPanel,
});

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/teams/$teamId/list',
  staticData: { title: (t, { team }) => [t('team.list'), team] },
  validateSearch: listSearch,
  beforeLoad: () => addTextsOf('tasks'),
  component: lazyRouteComponent(() => import('../features/list/list-page.tsx'), 'ListPage'),
});

const listTaskRoute = createRoute({
  getParentRoute: () => listRoute,
  path: 'tasks/$taskId',
  ...taskPanel,
});

const myWorkRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/my-work',
  staticData: { title: (t, { organization }) => [t('myWork.title'), organization] },
  beforeLoad: () => addTextsOf('tasks'),
  component: lazyRouteComponent(() => import('../features/my-work/my-work-page.tsx'), 'MyWorkPage'),
});

const myWorkTaskRoute = createRoute({
  getParentRoute: () => myWorkRoute,
  path: 'tasks/$taskId',
  ...taskPanel,
});

const trashRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/teams/$teamId/trash',
  staticData: { title: (t, { team }) => [t('trash.title'), team] },
  beforeLoad: () => addTextsOf('tasks'),
  component: lazyRouteComponent(() => import('../features/trash/trash-page.tsx'), 'TrashPage'),
});

const workflowRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/teams/$teamId/workflow',
  staticData: { title: (t, { team }) => [t('workflow.title'), team] },
  beforeLoad: () => addTextsOf('tasks', 'planning'),
  component: lazyRouteComponent(() => import('../features/workflow/workflow-page.tsx'), 'WorkflowPage'),
});

const fieldsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/teams/$teamId/fields',
  staticData: { title: (t, { team }) => [t('fieldSettings.title'), team] },
  beforeLoad: () => addTextsOf('tasks', 'planning'),
  component: lazyRouteComponent(() => import('../features/fields/fields-page.tsx'), 'FieldsPage'),
});

const labelsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/organizations/$organizationId/labels',
  staticData: { title: (t, { organization }) => [t('labelSettings.title'), organization] },
  beforeLoad: () => addTextsOf('tasks', 'planning'),
  component: lazyRouteComponent(() => import('../features/labels/labels-page.tsx'), 'LabelsPage'),
});

const statisticsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/teams/$teamId/statistics',
  staticData: { title: (t, { team }) => [t('statistics.title'), team] },
  beforeLoad: () => addTextsOf('tasks', 'planning'),
  component: lazyRouteComponent(() => import('../features/planning/statistics-page.tsx'), 'StatisticsPage'),
});

const templatesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/teams/$teamId/templates',
  staticData: { title: (t, { team }) => [t('templates.title'), team] },
  beforeLoad: () => addTextsOf('tasks', 'planning', 'templates'),
  component: lazyRouteComponent(() => import('../features/templates/task-templates-page.tsx'), 'TaskTemplatesPage'),
});

const archiveRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/teams/$teamId/archive',
  staticData: { title: (t, { team }) => [t('archive.title'), team] },
  component: lazyRouteComponent(() => import('../features/board/archive-page.tsx'), 'ArchivePage'),
});

const archiveTaskRoute = createRoute({
  getParentRoute: () => archiveRoute,
  path: 'tasks/$taskId',
  ...taskPanel,
});

const inboxRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/inbox',
  staticData: { title: (t, { organization }) => [t('inbox.title'), organization] },
  component: lazyRouteComponent(() => import('../features/inbox/inbox-page.tsx'), 'InboxPage'),
});

const inboxTaskRoute = createRoute({
  getParentRoute: () => inboxRoute,
  path: 'tasks/$taskId',
  ...taskPanel,
});

const organizationRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/organizations/$organizationId',
  staticData: { title: null },
  beforeLoad: () => addTextsOf('organization', 'projects'),
});

const organizationHomeRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: '/',
  staticData: { title: null },
  beforeLoad: async ({ context, params }) => {
    const { homeOf } = await import('../features/teams/home.ts');
    throw redirect({ ...(await homeOf(context.queryClient, params.organizationId)), replace: true });
  },
});

const membersRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'members',
  staticData: { title: (t, { organization }) => [t('sidebar.members'), organization] },
  component: lazyRouteComponent(() => import('../features/members/members-page.tsx'), 'MembersPage'),
});

const chartRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'chart',
  staticData: { title: (t, { organization }) => [t('chart.title'), organization] },
  component: lazyRouteComponent(() => import('../features/org-chart/chart-page.tsx'), 'ChartPage'),
});

const organizationStatisticsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'statistics',
  staticData: { title: (t, { organization }) => [t('statistics.title'), organization] },
  beforeLoad: () => addTextsOf('tasks', 'planning'),
  component: lazyRouteComponent(() => import('../features/planning/statistics-page.tsx'), 'OrganizationStatisticsPage'),
});

const invitationsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'invitations',
  staticData: { title: (t, { organization }) => [t('invitations.title'), organization] },
  component: lazyRouteComponent(() => import('../features/invites/invitations-page.tsx'), 'InvitationsPage'),
});

const requestsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'requests',
  staticData: { title: (t, { organization }) => [t('requests.title'), organization] },
  component: lazyRouteComponent(() => import('../features/invites/requests-page.tsx'), 'RequestsPage'),
});

const teamsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'teams',
  staticData: { title: (t, { organization }) => [t('sidebar.teams'), organization] },
  component: lazyRouteComponent(() => import('../features/teams/teams-page.tsx'), 'TeamsPage'),
});

const teamSettingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/teams/$teamId/settings',
  staticData: { title: (t, { team }) => [t('teams.settings'), team] },
  beforeLoad: () => addTextsOf('organization'),
  component: lazyRouteComponent(() => import('../features/teams/team-settings-page.tsx'), 'TeamSettingsPage'),
});

const projectsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'projects',
  staticData: { title: (t, { organization }) => [t('sidebar.projects'), organization] },
  component: lazyRouteComponent(() => import('../features/projects/projects-page.tsx'), 'ProjectsPage'),
});

const projectRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/projects/$projectId',
  staticData: { title: (t, { project, organization }) => [project ?? t('sidebar.projects'), organization] },
  beforeLoad: () => addTextsOf('organization', 'projects', 'planning'),
  component: lazyRouteComponent(() => import('../features/projects/project-page.tsx'), 'ProjectPage'),
});

const timelineRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/projects/$projectId/timeline',
  staticData: { title: (t, { project }) => [t('timeline.title'), project] },
  validateSearch: timelineSearch,
  beforeLoad: () => addTextsOf('tasks', 'projects', 'planning', 'timeline'),
  component: lazyRouteComponent(() => import('../features/timeline/timeline-page.tsx'), 'TimelinePage'),
});

const timelineTaskRoute = createRoute({
  getParentRoute: () => timelineRoute,
  path: 'tasks/$taskId',
  ...taskPanel,
});

const projectTemplatesRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'project-templates',
  staticData: { title: (t, { organization }) => [t('templates.ofProjects'), organization] },
  beforeLoad: () => addTextsOf('planning', 'templates'),
  component: lazyRouteComponent(
    () => import('../features/templates/project-templates-page.tsx'),
    'ProjectTemplatesPage',
  ),
});

const importsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'imports',
  staticData: { title: (t, { organization }) => [t('imports.title'), organization] },
  validateSearch: teamSearch,
  component: lazyRouteComponent(() => import('../features/imports/imports-page.tsx'), 'ImportsPage'),
});

const importRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/imports/$importId',
  staticData: { title: (t, { importedFile }) => [importedFile, t('imports.title')] },
  component: lazyRouteComponent(() => import('../features/imports/import-page.tsx'), 'ImportPage'),
});

const organizationSettingsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'settings',
  staticData: { title: (t, { organization }) => [t('sidebar.settings'), organization] },
  component: lazyRouteComponent(
    () => import('../features/organizations/organization-settings-page.tsx'),
    'OrganizationSettingsPage',
  ),
});

const webhooksRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'webhooks',
  staticData: { title: (t, { organization }) => [t('organizationSettings.webhooks'), organization] },
  beforeLoad: () => addTextsOf('webhooks', 'problems'),
  component: lazyRouteComponent(() => import('../features/webhooks/webhooks-page.tsx'), 'WebhooksPage'),
});

const webhookRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'webhooks/$webhookId',
  staticData: { title: (t, { organization }) => [t('organizationSettings.webhooks'), organization] },
  beforeLoad: () => addTextsOf('webhooks', 'problems'),
  component: lazyRouteComponent(() => import('../features/webhooks/webhook-page.tsx'), 'WebhookPage'),
});

const secondFactorRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'second-factor',
  staticData: { title: (t, { organization }) => [t('secondFactorWall.setUp'), organization] },
  component: lazyRouteComponent(
    () => import('../features/organizations/second-factor-required.tsx'),
    'SecondFactorRequired',
  ),
});

const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings',
  staticData: { title: null },
  beforeLoad: () => addTextsOf('settings'),
  component: lazyRouteComponent(() => import('../features/profile/settings-page.tsx'), 'SettingsPage'),
});

const profileRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/',
  staticData: { title: (t) => [t('settingsParts.profile'), t('settings.title')] },
  component: lazyRouteComponent(() => import('../features/profile/profile-page.tsx'), 'ProfilePage'),
});

const securityRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'security',
  staticData: { title: (t) => [t('settingsParts.security'), t('settings.title')] },
  validateSearch: errorSearch,
  component: lazyRouteComponent(() => import('../features/security/security-page.tsx'), 'SecurityPage'),
});

const notificationSettingsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'notifications',
  staticData: { title: (t) => [t('settingsParts.notifications'), t('settings.title')] },
  component: lazyRouteComponent(
    () => import('../features/notification-settings/notification-settings-page.tsx'),
    'NotificationSettingsPage',
  ),
});

const tokensRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'tokens',
  staticData: { title: (t) => [t('settingsParts.tokens'), t('settings.title')] },
  component: lazyRouteComponent(() => import('../features/tokens/tokens-page.tsx'), 'TokensPage'),
});

const ownDataRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'data',
  staticData: { title: (t) => [t('settingsParts.data'), t('settings.title')] },
  component: lazyRouteComponent(() => import('../features/own-data/own-data-page.tsx'), 'OwnDataPage'),
});

/** Only administrators of the installation; everyone else gets "not found". */
const adminRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/admin',
  staticData: { title: null },
  beforeLoad: async ({ context }) => {
    const me = await context.queryClient.ensureQueryData(meQuery);
    if (!me?.instanceAdmin) throw notFound();
    await addTextsOf('admin');
  },
});

const usersRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'users',
  staticData: { title: (t) => [t('users.title'), productName] },
  component: lazyRouteComponent(() => import('../features/admin/users-page.tsx'), 'UsersPage'),
});

const auditRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'audit-log',
  staticData: { title: (t) => [t('audit.title'), productName] },
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('../features/admin/audit-page.tsx'), 'AuditPage'),
});

const messagesRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'messages',
  staticData: { title: (t) => [t('outbox.title'), productName] },
  component: lazyRouteComponent(() => import('../features/mail-log/messages-page.tsx'), 'MessagesPage'),
});

const messageRoute = createRoute({
  getParentRoute: () => messagesRoute,
  path: '$messageId',
  staticData: { title: (t, { message }) => [message, t('outbox.title')] },
  component: lazyRouteComponent(() => import('../features/mail-log/message-page.tsx'), 'MessagePage'),
});

/** Every other address: "not found", with the sidebar. */
const unknownRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '$',
  staticData: { title: (t) => [t('notFound.title'), productName] },
  component: NotFound,
});

export const routeTree = rootRoute.addChildren([
  guestRoute.addChildren([
    signInRoute,
    signUpRoute,
    setupRoute,
    forgotRoute,
    resetRoute,
    verifyRoute,
    restoreRoute,
    leftRoute,
    unsubscribeRoute,
    inviteRoute,
  ]),
  joinRoute,
  sessionRoute.addChildren([
    homeRoute,
    welcomeRoute,
    newTeamRoute,
    startRoute,
    shellRoute.addChildren([
      unknownRoute,
      taskLinkRoute,
      boardRoute.addChildren([boardTaskRoute]),
      listRoute.addChildren([listTaskRoute]),
      myWorkRoute.addChildren([myWorkTaskRoute]),
      trashRoute,
      workflowRoute,
      fieldsRoute,
      labelsRoute,
      statisticsRoute,
      templatesRoute,
      archiveRoute.addChildren([archiveTaskRoute]),
      inboxRoute.addChildren([inboxTaskRoute]),
      organizationRoute.addChildren([
        organizationHomeRoute,
        membersRoute,
        chartRoute,
        organizationStatisticsRoute,
        invitationsRoute,
        requestsRoute,
        teamsRoute,
        projectsRoute,
        projectTemplatesRoute,
        importsRoute,
        organizationSettingsRoute,
        webhooksRoute,
        webhookRoute,
        secondFactorRoute,
      ]),
      teamSettingsRoute,
      projectRoute,
      timelineRoute.addChildren([timelineTaskRoute]),
      importRoute,
      settingsRoute.addChildren([profileRoute, notificationSettingsRoute, securityRoute, tokensRoute, ownDataRoute]),
      adminRoute.addChildren([usersRoute, auditRoute, messagesRoute.addChildren([messageRoute])]),
    ]),
  ]),
]);
