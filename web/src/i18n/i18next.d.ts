import 'i18next';
import type shared from '../../texts/en/shared.json';
import type web from '../../texts/en/web.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'web';
    resources: { web: typeof web; shared: typeof shared };
    returnNull: false;
  }
}
