import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { addTextsOf } from '../../i18n/language.ts';
import { teamSearch } from '../search-params.ts';
import { shellRoute } from './session.tsx';

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
    const { homeOf } = await import('../signed-in.ts');
    throw redirect({ ...(await homeOf(context.queryClient, params)), replace: true });
  },
});

const membersRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'members',
  staticData: { title: (t, { organization }) => [t('sidebar.members'), organization] },
  component: lazyRouteComponent(() => import('../../features/members/members-page.tsx'), 'MembersPage'),
});

const chartRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'chart',
  staticData: { title: (t, { organization }) => [t('chart.title'), organization] },
  component: lazyRouteComponent(() => import('../../features/org-chart/chart-page.tsx'), 'ChartPage'),
});

const organizationStatisticsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'statistics',
  staticData: { title: (t, { organization }) => [t('statistics.title'), organization] },
  beforeLoad: () => addTextsOf('tasks', 'planning'),
  component: lazyRouteComponent(
    () => import('../../features/planning/statistics-page.tsx'),
    'OrganizationStatisticsPage',
  ),
});

const invitationsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'invitations',
  staticData: { title: (t, { organization }) => [t('invitations.title'), organization] },
  component: lazyRouteComponent(() => import('../../features/invites/invitations-page.tsx'), 'InvitationsPage'),
});

const requestsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'requests',
  staticData: { title: (t, { organization }) => [t('requests.title'), organization] },
  component: lazyRouteComponent(() => import('../../features/invites/requests-page.tsx'), 'RequestsPage'),
});

const teamsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'teams',
  staticData: { title: (t, { organization }) => [t('sidebar.teams'), organization] },
  component: lazyRouteComponent(() => import('../../features/teams/teams-page.tsx'), 'TeamsPage'),
});

const projectsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'projects',
  staticData: { title: (t, { organization }) => [t('sidebar.projects'), organization] },
  component: lazyRouteComponent(() => import('../../features/projects/projects-page.tsx'), 'ProjectsPage'),
});

const projectTemplatesRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'project-templates',
  staticData: { title: (t, { organization }) => [t('templates.ofProjects'), organization] },
  beforeLoad: () => addTextsOf('planning', 'templates'),
  component: lazyRouteComponent(
    () => import('../../features/templates/project-templates-page.tsx'),
    'ProjectTemplatesPage',
  ),
});

const importsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'imports',
  staticData: { title: (t, { organization }) => [t('imports.title'), organization] },
  validateSearch: teamSearch,
  component: lazyRouteComponent(() => import('../../features/imports/imports-page.tsx'), 'ImportsPage'),
});

const importRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/imports/$importId',
  staticData: { title: (t, { importedFile }) => [importedFile, t('imports.title')] },
  component: lazyRouteComponent(() => import('../../features/imports/import-page.tsx'), 'ImportPage'),
});

const organizationSettingsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'settings',
  staticData: { title: (t, { organization }) => [t('sidebar.settings'), organization] },
  component: lazyRouteComponent(
    () => import('../../features/organizations/organization-settings-page.tsx'),
    'OrganizationSettingsPage',
  ),
});

const exportsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'exports',
  staticData: { title: (t, { organization }) => [t('exports.title'), organization] },
  component: lazyRouteComponent(() => import('../../features/exports/exports-page.tsx'), 'ExportsPage'),
});

const webhooksRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'webhooks',
  staticData: { title: (t, { organization }) => [t('organizationSettings.webhooks'), organization] },
  beforeLoad: () => addTextsOf('webhooks', 'problems'),
  component: lazyRouteComponent(() => import('../../features/webhooks/webhooks-page.tsx'), 'WebhooksPage'),
});

const webhookRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'webhooks/$webhookId',
  staticData: { title: (t, { organization }) => [t('organizationSettings.webhooks'), organization] },
  beforeLoad: () => addTextsOf('webhooks', 'problems'),
  component: lazyRouteComponent(() => import('../../features/webhooks/webhook-page.tsx'), 'WebhookPage'),
});

const secondFactorRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'second-factor',
  staticData: { title: (t, { organization }) => [t('secondFactorWall.setUp'), organization] },
  component: lazyRouteComponent(
    () => import('../../features/organizations/second-factor-required.tsx'),
    'SecondFactorRequired',
  ),
});

const labelsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/organizations/$organizationId/labels',
  staticData: { title: (t, { organization }) => [t('labelSettings.title'), organization] },
  beforeLoad: () => addTextsOf('tasks', 'planning'),
  component: lazyRouteComponent(() => import('../../features/labels/labels-page.tsx'), 'LabelsPage'),
});

export const organizationRoutes = [
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
    exportsRoute,
    webhooksRoute,
    webhookRoute,
    secondFactorRoute,
  ]),
  importRoute,
  labelsRoute,
] as const;
