import i18next from 'i18next';

type Words = Record<string, () => string>;
type WordsWithDate = Record<string, (values: { date: string }) => string>;

/**
 * The few texts of React Aria, from our catalogues. Each is looked up when it is used, so that they follow a change of
 * language.
 */
const words: Record<string, Words | WordsWithDate> = {
  '@react-aria/overlays': { dismiss: () => i18next.t('common.dismiss') },
  '@react-aria/autocomplete': { collectionLabel: () => i18next.t('popup.suggestions') },
  '@react-aria/searchfield': { 'Clear search': () => i18next.t('popup.clearSearch') },
  '@react-aria/menu': { longPressMessage: () => '' },
  '@react-aria/spinbutton': { Empty: () => i18next.t('popup.empty') },
  '@react-aria/calendar': {
    previous: () => i18next.t('calendar.previous'),
    next: () => i18next.t('calendar.next'),
    selectedDateDescription: ({ date }: { date: string }) => i18next.t('calendar.selected', { date }),
    todayDate: ({ date }: { date: string }) => i18next.t('calendar.today', { date }),
    todayDateSelected: ({ date }: { date: string }) => i18next.t('calendar.todaySelected', { date }),
    dateSelected: ({ date }: { date: string }) => i18next.t('calendar.selected', { date }),
    minimumDate: () => '',
    maximumDate: () => '',
  },
  '@react-aria/datepicker': {
    day: () => i18next.t('calendar.day'),
    month: () => i18next.t('calendar.month'),
    year: () => i18next.t('calendar.year'),
    era: () => i18next.t('calendar.era'),
    hour: () => i18next.t('calendar.hour'),
    minute: () => i18next.t('calendar.minute'),
    dayPeriod: () => i18next.t('calendar.dayPeriod'),
    calendar: () => i18next.t('calendar.name'),
    selectedDateDescription: ({ date }: { date: string }) => i18next.t('calendar.selected', { date }),
    selectedTimeDescription: () => '',
  },
  // Used only for limits, and ours have none.
  '@react-stately/datepicker': {
    rangeUnderflow: () => '',
    rangeOverflow: () => '',
    rangeReversed: () => '',
    unavailableDate: () => '',
  },
};

Object.assign(window, {
  [Symbol.for('react-aria.i18n.locale')]: 'en-US',
  [Symbol.for('react-aria.i18n.strings')]: words,
});
