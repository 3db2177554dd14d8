import type { AuthApi, PeopleDirectory } from '#modules/auth';
import { emptyScope, type Scope } from '#platform/access/scope.ts';
import { administerOrganization } from '#platform/http/rules.ts';
import type { Actor, Call } from '#platform/context.ts';
import { commandsOnce, contractCommand } from '#platform/commands/commands.ts';
import { housekeeping } from '#platform/modules/housekeeping.ts';
import { moduleScopes } from '#platform/startup/module-names.ts';
import { hostModule, type HostedModule, type ModuleBase } from '#platform/modules/module.ts';
import { derivedKey, type Secrets } from '#platform/startup/secrets.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { access } from './access.ts';
import type { TeamsContext, TeamsPorts } from './context.ts';
import type { TeamsApi } from './contract.ts';
import { acceptInviteById } from './invites/answer-invite.ts';
import { inviteOfToken, openInvites } from './invites/invite.ts';
import { inviteLink, recordInviteMail } from './invites/invite-mail.ts';
import { inviteRoutes } from './invites/routes.ts';
import { jobs } from './jobs.ts';
import { joinRequestRoutes } from './join-requests/routes.ts';
import { directory, membershipsOf, membersOf, readersOfTeam } from './members/access.ts';
import { areColleagues, colleagues, isLastOwner, personalData } from './members/for-auth.ts';
import { leaveAll } from './members/leave-all.ts';
import { memberRoutes } from './members/routes.ts';
import { existing } from './organizations/existing.ts';
import { exportRowsOf } from './organizations/export-rows.ts';
import { deleteByOperator, findByOperator, listByOperator, purgeDue } from './organizations/operator.ts';
import { organizationRoutes } from './organizations/routes.ts';
import { start } from './permissions/start.ts';
import { permissionRoutes } from './permissions/routes.ts';
import { accessChange, command, inbox } from './schema.ts';
import { subscriptions } from './subscriptions.ts';
import { createTeam } from './teams/create-team.ts';
import { teamRoutes } from './teams/routes.ts';

const asCommand = contractCommand(command);

export const routes = [
  ...organizationRoutes,
  ...memberRoutes,
  ...teamRoutes,
  ...inviteRoutes,
  ...joinRequestRoutes,
  ...permissionRoutes,
];

export interface TeamsDependencies extends ModuleBase {
  readonly secrets: Secrets;
  readonly publicUrl: string;
  readonly sendsMail: boolean;
  readonly auth: AuthApi;
  readonly people: PeopleDirectory;
  readonly storage: Storage;
  readonly maxInvitesADay: number | null;
  readonly ports: TeamsPorts;
  readonly scopeOf: (actor: Actor) => Scope | Promise<Scope>;
}

export interface TeamsModule extends HostedModule {
  readonly api: TeamsApi;
}

export function createTeamsModule(deps: TeamsDependencies): TeamsModule {
  const { db, clock, log, auth, people, scopeOf, ports, storage, publicUrl, sendsMail, maxInvitesADay } = deps;
  const inviteKey = derivedKey(deps.secrets.secretKey, 'invites');
  const base = {
    db,
    clock,
    log,
    auth,
    people,
    scopeOf,
    ports,
    storage,
    publicUrl,
    sendsMail,
    inviteKey,
    maxInvitesADay,
  };
  const contextOf = (call: Call & { scope?: Scope }): TeamsContext => ({ scope: emptyScope, ...call, ...base });
  const api: TeamsApi = {
    membershipsOf: (call, input) => membershipsOf(contextOf(call), input),
    directory: (call, input) => directory(contextOf(call), input),
    accessChanges: (call) => access.recent(contextOf(call)),
    readersOfTeam: (call, input) => readersOfTeam(contextOf(call), input),
    membersOf: (call, input) => membersOf(contextOf(call), input),
    start: async (call, input) => start(contextOf({ ...call, scope: await scopeOf(call.actor) }), input),
    existing: (call, input) => existing(contextOf(call), input),
    isLastOwner: (call, input) => isLastOwner(contextOf(call), input),
    leaveAll: (call, input) => asCommand(contextOf(call), 'leaveAll', input, (ctx) => leaveAll(ctx, input)),
    colleagues: (call, input) => colleagues(contextOf(call), input),
    areColleagues: (call, input) => areColleagues(contextOf(call), input),
    personalData: (call, input) => personalData(contextOf(call), input),
    exportRows: (call, { table, ...page }) => exportRowsOf[table](contextOf(call), page),
    async createTeam(call, input) {
      const scope = await scopeOf(call.actor);
      const organization = administerOrganization(scope, input.organizationId);
      return asCommand(contextOf({ ...call, scope }), 'createTeam', input, async (ctx) => {
        const { id, key } = await createTeam(ctx, organization, { name: input.name }, input.id);
        return { teamId: id, key };
      });
    },
    findInvite: (call, { token }) => inviteOfToken(contextOf(call), token),
    openInvites: (call, input) => openInvites(contextOf(call), input),
    acceptInvite: (call, input) =>
      asCommand(contextOf(call), 'acceptInvite', input, async (ctx) => ({
        organizationId: await acceptInviteById(ctx, input.inviteId, input.userId),
      })),
    listOrganizations: (call, input) => listByOperator(contextOf(call), input),
    findOrganization: (call, input) => findByOperator(contextOf(call), input),
    deleteOrganization: (call, input) => deleteByOperator(contextOf(call), input),
    purgeDue: (call, input) => purgeDue(contextOf(call), input),
    inviteLink: (call, input) => inviteLink(contextOf(call), input),
    recordInviteMail: (call, input) => recordInviteMail(contextOf(call), input),
  };
  const hosted = hostModule<TeamsContext>({
    name: 'teams',
    routes: {
      module: 'teams',
      tokenScope: moduleScopes.teams,
      routes,
      contextOf,
      once: commandsOnce(command),
    },
    subscriptions,
    jobs: [housekeeping({ command, inbox, accessChange }), ...jobs],
    contextOf,
  });
  return { ...hosted, api };
}
