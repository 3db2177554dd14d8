import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { Project } from '../../api/types.ts';
import { useProjectScope } from '../../data/projects/use-project-scope.ts';
import { FilterLine } from '../filters/filter-line.tsx';
import { ProjectFrame } from '../projects/project-frame.tsx';
import { CalendarArea } from './calendar-area.tsx';
import { CalendarTools } from './calendar-tools.tsx';
import type { CalendarSearch } from './search.ts';

/** The tasks of a project by their days, with its milestones. */
export function ProjectCalendarPage() {
  const { projectId } = useParams({ from: '/_session/_shell/projects/$projectId/calendar' });
  const search = useSearch({ from: '/_session/_shell/projects/$projectId/calendar' });
  const navigate = useNavigate({ from: '/projects/$projectId/calendar' });
  const change = (part: CalendarSearch) =>
    void navigate({ to: '.', search: (current) => ({ ...current, ...part }), replace: true });
  return (
    <ProjectFrame
      projectId={projectId}
      action={(project) => <Tools project={project} search={search} onChange={change} />}
    >
      {(project) => <ProjectCalendar key={project.id} project={project} search={search} onChange={change} />}
    </ProjectFrame>
  );
}

interface ProjectCalendarProps {
  readonly project: Project;
  readonly search: CalendarSearch;
  readonly onChange: (part: CalendarSearch) => void;
}

function Tools({ project, ...rest }: ProjectCalendarProps) {
  return <CalendarTools scope={useProjectScope(project)} {...rest} />;
}

function ProjectCalendar({ project, search, onChange }: ProjectCalendarProps) {
  const navigate = useNavigate();
  const { taskId: openTaskId } = useParams({ strict: false });
  const scope = useProjectScope(project);
  const open = (taskId: string) =>
    void navigate({
      to: '/projects/$projectId/calendar/tasks/$taskId',
      params: { projectId: project.id, taskId },
      search: true,
    });
  return (
    <>
      <FilterLine scope={scope} filter={search} onChange={onChange} />
      <CalendarArea
        scope={scope}
        path={`/projects/${project.id}/calendar`}
        search={search}
        onChange={onChange}
        openTaskId={openTaskId}
        onOpen={open}
      />
      <Outlet />
    </>
  );
}
