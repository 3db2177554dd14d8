import 'i18next';
import type guest from '../../texts/en/guest.json';
import type shared from '../../texts/en/shared.json';
import type web from '../../texts/en/web.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'web';
    resources: { web: typeof guest & typeof web; shared: typeof shared };
    returnNull: false;
  }
}
