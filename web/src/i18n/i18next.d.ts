import 'i18next';
import type admin from '../../texts/en/admin.json';
import type calendar from '../../texts/en/calendar.json';
import type editor from '../../texts/en/editor.json';
import type entry from '../../texts/en/entry.json';
import type guest from '../../texts/en/guest.json';
import type inbox from '../../texts/en/inbox.json';
import type joining from '../../texts/en/joining.json';
import type organization from '../../texts/en/organization.json';
import type palette from '../../texts/en/palette.json';
import type planning from '../../texts/en/planning.json';
import type problems from '../../texts/en/problems.json';
import type projects from '../../texts/en/projects.json';
import type settings from '../../texts/en/settings.json';
import type shared from '../../texts/en/shared.json';
import type templates from '../../texts/en/templates.json';
import type timeline from '../../texts/en/timeline.json';
import type tasks from '../../texts/en/tasks.json';
import type webhooks from '../../texts/en/webhooks.json';
import type web from '../../texts/en/web.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'web';
    resources: {
      web: typeof guest &
        typeof entry &
        typeof web &
        typeof tasks &
        typeof planning &
        typeof settings &
        typeof admin &
        typeof organization &
        typeof projects &
        typeof joining &
        typeof templates &
        typeof timeline &
        typeof calendar &
        typeof webhooks &
        typeof inbox &
        typeof palette &
        typeof editor;
      shared: typeof shared & typeof problems;
    };
    returnNull: false;
  }
}
