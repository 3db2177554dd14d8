import type { Task, TaskCard, Template } from '../../api/types.ts';

/** Fields of a new task before anybody sets them, which templates have too. */
export const initialPlanValues = {
  priority: 'medium',
  estimate: null,
  labelIds: [],
} satisfies Partial<Template['tasks'][number]>;

/** Fields of a new task before anybody sets them, as the server has them. */
export const initialValues = {
  ...initialPlanValues,
  projectId: null,
  milestoneId: null,
  parentId: null,
  assigneeId: null,
  assignee: null,
  collaboratorIds: [],
  startDate: null,
  dueDate: null,
  dueAt: null,
  commentCount: 0,
  checklistDone: 0,
  checklistTotal: 0,
  attachmentCount: 0,
  subtaskDone: 0,
  subtaskTotal: 0,
  blocked: false,
  archivedAt: null,
  completedAt: null,
} satisfies Partial<TaskCard>;

/** The same for the fields that lists do not contain. */
export const initialDetails = {
  description: '',
  dueTimezone: null,
  watcherIds: [],
  customFields: {},
  startedAt: null,
  importedPeople: [],
} satisfies Partial<Task>;
