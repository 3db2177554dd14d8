// What a demo organization consists of. Days are counted from today, so that a demo is always current.

export interface DemoPerson {
  /** The part of the address before the @, and the username for mentions. */
  readonly username: string;
  readonly name: string;
  readonly title: string;
  readonly position: 'developer' | 'product_owner' | 'designer' | 'manager' | 'other';
  /** The username of the manager. */
  readonly manager?: string;
}

export interface DemoProject {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly colour: string;
  readonly lead: string;
  readonly startDay: number;
  readonly targetDay: number;
  readonly milestones: readonly { readonly name: string; readonly day: number }[];
  readonly updates: readonly { readonly health: 'on_track' | 'at_risk' | 'off_track'; readonly text: string }[];
}

export interface DemoField {
  readonly name: string;
  readonly type: 'text' | 'number' | 'choice';
  readonly options?: readonly string[];
  readonly onCard: boolean;
}

/** The columns of a new team's board, in their order. */
export const columns = ['todo', 'in-progress', 'blocked', 'in-review', 'done', 'cancelled'] as const;

export interface DemoTask {
  readonly title: string;
  readonly column: (typeof columns)[number];
  readonly priority?: 'low' | 'medium' | 'high' | 'urgent';
  readonly assignee?: string;
  readonly labels?: readonly string[];
  /** The key of the project, and the number of its milestone. */
  readonly project?: string;
  readonly milestone?: number;
  readonly startDay?: number;
  readonly dueDay?: number;
  readonly estimate?: number;
  readonly description?: string;
  readonly checklist?: readonly string[];
  /** The first of them are done. */
  readonly checked?: number;
  readonly comments?: readonly (readonly [username: string, text: string])[];
  readonly fields?: Readonly<Record<string, string | number>>;
  readonly recurrence?: string;
  /** The title of a task that must be done before. */
  readonly after?: string;
}

export interface DemoTeam {
  readonly name: string;
  readonly key: string;
  readonly description: string;
  readonly members: readonly string[];
  readonly fields: readonly DemoField[];
  readonly tasks: readonly DemoTask[];
}

export interface DemoPlan {
  readonly locale: 'en' | 'fa';
  readonly timezone: string;
  readonly organization: string;
  /** The first one owns the organization, and is the account that is printed. */
  readonly people: readonly DemoPerson[];
  readonly labels: Readonly<Record<string, string>>;
  readonly projects: readonly DemoProject[];
  readonly teams: readonly DemoTeam[];
}
