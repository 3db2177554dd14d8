import { describe, expect, it } from 'vitest';
import type { ProjectStatus } from './status.ts';
import { filterProjects } from './filter-projects.ts';

const project = (id: string, status: ProjectStatus, teamIds: string[]) => ({ id, status, teamIds });
const projects = [
  project('elsewhere', 'active', ['b']),
  project('nowhere', 'planned', []),
  project('completed-elsewhere', 'completed', ['b']),
  project('linked', 'active', ['a', 'b']),
  project('completed', 'completed', ['a']),
];
const offered = (chosenId?: string) => filterProjects(projects, new Set(['a']), chosenId).map(({ id }) => id);

describe('the projects that tasks can be filtered by', () => {
  it('are the linked ones, then the other open ones of the organization', () => {
    expect(offered()).toEqual(['linked', 'completed', 'elsewhere', 'nowhere']);
  });

  it('always have the chosen one', () => {
    expect(offered('completed-elsewhere')).toContain('completed-elsewhere');
  });
});
