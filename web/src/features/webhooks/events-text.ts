import i18next from 'i18next';
import { formatNumber } from '../../i18n/numbers.ts';
import { eventGroups, eventNouns, eventsOf, isEvent } from '../../data/webhooks/events.ts';

/** How many events a webhook gets, in words. */
export function eventsText(patterns: readonly string[]): string {
  if (patterns.includes('*')) return i18next.t('webhooks.allEvents');
  const count = eventsOf(patterns).size;
  return i18next.t('webhooks.eventCount', { count, amount: formatNumber(count) });
}

/** An event in words, such as “Tasks: Completed”. */
export function eventText(type: string): string {
  if (type === 'webhook.test') return i18next.t('webhooks.testType');
  for (const noun of eventNouns)
    for (const verb of eventGroups[noun])
      if (type === `${noun}.${verb}` && isEvent(noun, verb))
        return `${i18next.t(`webhooks.nouns.${noun}`)}: ${i18next.t(`webhooks.types.${verb}`)}`;
  return type;
}
