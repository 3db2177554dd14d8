import { createHash, randomBytes } from 'node:crypto';
import type { Sql } from '#platform/database/connection.ts';
import { ask, createAccount, signIn } from './requests.ts';

export interface BenchTeam {
  readonly id: string;
  readonly organizationId: string;
  /** How many people it has; null if all of the organization read it. */
  readonly readers: number | null;
}

export async function createTeam(url: string, readers: number | null): Promise<BenchTeam> {
  await createAccount(url);
  const authorization = await signIn(url);
  const organization = await ask<{ id: string }>(url, '/organizations', { authorization, body: { name: 'Bench' } });
  const body = { name: 'Streams', key: 'STR', visibility: readers === null ? 'organization' : 'team' };
  const team = await ask<{ id: string }>(url, `/organizations/${organization.id}/teams`, { authorization, body });
  return { id: team.id, organizationId: organization.id, readers };
}

/** People of the organization, each signed in by a browser, as rows. Says their cookies. */
export async function addSessions(sql: Sql, team: BenchTeam, from: number, to: number): Promise<string[]> {
  const people = Array.from({ length: Math.max(0, to - from) }, (_, index) => {
    const cookie = randomBytes(24).toString('base64url');
    const isReader = from + index < (team.readers ?? 0);
    const digest = createHash('sha256').update(cookie).digest('hex');
    return { name: `reader${from + index}`, cookie, digest, isReader };
  });
  await sql`
    with reader as (
      select gen_random_uuid() as id, name, digest, "isReader" from jsonb_to_recordset(${JSON.stringify(people)}::jsonb)
        as given (name text, digest text, "isReader" boolean)),
    people as (
      insert into auth."user" (id, email, username, name, locale, timezone, calendar, created_at, updated_at)
      select id, name || '@example.com', name, name, 'en', 'UTC', 'gregorian', now(), now() from reader returning id),
    sessions as (
      insert into auth.session (id, sid, user_id, kind, address, user_agent, created_at, last_seen_at, expires_at, ends_at)
      select digest, gen_random_uuid(), id, 'browser', '127.0.0.1', 'bench', now(), now(), now() + interval '30 days',
        now() + interval '90 days' from reader),
    copies as (
      insert into teams.person (user_id, name, username, email, version)
      select id, name, name, name || '@example.com', 1 from reader),
    members as (
      insert into teams.member (organization_id, user_id, role, joined_at)
      select ${team.organizationId}, id, 'member', now() from reader)
    insert into teams.team_member (organization_id, team_id, user_id, role, joined_at)
    select ${team.organizationId}, ${team.id}, id, 'member', now() from reader where "isReader"`;
  await sql`analyze`;
  return people.map(({ cookie }) => cookie);
}
