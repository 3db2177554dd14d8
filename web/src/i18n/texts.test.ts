import { describe, expect, it } from 'vitest';
import enAdmin from '../../texts/en/admin.json' with { type: 'json' };
import enDoctor from '../../texts/en/doctor.json' with { type: 'json' };
import enEditor from '../../texts/en/editor.json' with { type: 'json' };
import enEntry from '../../texts/en/entry.json' with { type: 'json' };
import enGuest from '../../texts/en/guest.json' with { type: 'json' };
import enInbox from '../../texts/en/inbox.json' with { type: 'json' };
import enJoining from '../../texts/en/joining.json' with { type: 'json' };
import enMail from '../../texts/en/mail.json' with { type: 'json' };
import enPalette from '../../texts/en/palette.json' with { type: 'json' };
import enPlanning from '../../texts/en/planning.json' with { type: 'json' };
import enOrganization from '../../texts/en/organization.json' with { type: 'json' };
import enProblems from '../../texts/en/problems.json' with { type: 'json' };
import enProjects from '../../texts/en/projects.json' with { type: 'json' };
import enSettings from '../../texts/en/settings.json' with { type: 'json' };
import enShared from '../../texts/en/shared.json' with { type: 'json' };
import enTasks from '../../texts/en/tasks.json' with { type: 'json' };
import enTemplates from '../../texts/en/templates.json' with { type: 'json' };
import enCalendar from '../../texts/en/calendar.json' with { type: 'json' };
import enTimeline from '../../texts/en/timeline.json' with { type: 'json' };
import enWeb from '../../texts/en/web.json' with { type: 'json' };
import enWebhooks from '../../texts/en/webhooks.json' with { type: 'json' };
import enChat from '../../texts/en/chat.json' with { type: 'json' };
import faAdmin from '../../texts/fa/admin.json' with { type: 'json' };
import faDoctor from '../../texts/fa/doctor.json' with { type: 'json' };
import faEditor from '../../texts/fa/editor.json' with { type: 'json' };
import faEntry from '../../texts/fa/entry.json' with { type: 'json' };
import faGuest from '../../texts/fa/guest.json' with { type: 'json' };
import faInbox from '../../texts/fa/inbox.json' with { type: 'json' };
import faJoining from '../../texts/fa/joining.json' with { type: 'json' };
import faMail from '../../texts/fa/mail.json' with { type: 'json' };
import faPalette from '../../texts/fa/palette.json' with { type: 'json' };
import faPlanning from '../../texts/fa/planning.json' with { type: 'json' };
import faOrganization from '../../texts/fa/organization.json' with { type: 'json' };
import faProblems from '../../texts/fa/problems.json' with { type: 'json' };
import faProjects from '../../texts/fa/projects.json' with { type: 'json' };
import faSettings from '../../texts/fa/settings.json' with { type: 'json' };
import faShared from '../../texts/fa/shared.json' with { type: 'json' };
import faTasks from '../../texts/fa/tasks.json' with { type: 'json' };
import faTemplates from '../../texts/fa/templates.json' with { type: 'json' };
import faCalendar from '../../texts/fa/calendar.json' with { type: 'json' };
import faTimeline from '../../texts/fa/timeline.json' with { type: 'json' };
import faWeb from '../../texts/fa/web.json' with { type: 'json' };
import faWebhooks from '../../texts/fa/webhooks.json' with { type: 'json' };
import faChat from '../../texts/fa/chat.json' with { type: 'json' };

type Texts = { readonly [key: string]: string | Texts };

function leaves(texts: Texts, path = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : leaves(value, `${path}${key}.`),
  );
}

/** The parameters and tags of a text: `{{name}}`, `{{count, number}}`, `<key/>`. */
function placeholders(text: string): string[] {
  return (text.match(/\{\{[^}]*\}\}|<\/?\w+\/?>/g) ?? []).toSorted();
}

/**
 * Words that the texts do not use, with their replacements. Persian letters around a match are part of another word.
 */
const avoided: Readonly<Record<'en' | 'fa', readonly (readonly [RegExp, string])[]>> = {
  en: [
    [/\b(somebody|everybody|nobody)\b/i, 'someone, everyone, no one'],
    [/\bfor good\b/i, 'permanently'],
    [/\b(anew|any more|meanwhile|under way)\b/i, 'again, no longer, in progress'],
    [/\b(taken? back|takes? back)\b/i, 'undone, revoked'],
    [/\b(is|are|be) (made|gone)\b/i, 'created, deleted'],
    [/\bon (its|the) way\b/i, 'sent'],
    [/\bgave you\b/i, 'assigned you'],
    [/\b(mails?|mailed)\b(?! server)/i, 'email'],
    [/\b(an?|the|this|your) invite\b|\binvites\b/i, 'invitation'],
    [/'/, '’'],
    [/\.\.\./, '…'],
  ],
  fa: [
    [/(?<!\p{L}|نام )(برد|بُرد)(?!\p{L})/u, 'تابلو'],
    [/(?<!\p{L})پرونده/u, 'فایل'],
    [/(?<!\p{L})شرح(?!\p{L})/u, 'توضیحات'],
    [/(?<!\p{L})پالایش/u, 'فیلتر'],
    [/(?<!\p{L})رونوشت/u, 'کپی'],
    [/(?<![\p{L}\u200c])نامه/u, 'ایمیل'],
    [/(?<!\p{L})جست‌وجو/u, 'جستجو'],
    [/(?<!\p{L})نظرها?(?!\p{L})/u, 'دیدگاه'],
    [/کلید(های)? عبور/, 'گذرکلید'],
    [/(?<!\p{L})نخست/u, 'اول، ابتدا'],
    [/خوش برگشتید/, 'خوش آمدید'],
    [/(?<!\p{L})بازگرداندن/u, 'بازیابی'],
    [/(?<!\p{L})معمولی(?!\p{L})/u, 'متوسط'],
    [/دیرشده|گیرکرده/, 'سررسید گذشته، متوقف'],
    [/(?<!\p{L})ن?می /u, 'می‌ with a half-space'],
    [/ ها(ی|یی)?(?!\p{L})/u, '‌ها with a half-space'],
    [/\p{Script=Arabic}[,;?]/u, '، ؛ ؟'],
    [/(?<![!-~])[0-9]/, 'Persian digits'],
  ],
};

function avoidedIn(language: 'en' | 'fa', texts: Iterable<readonly [string, string]>): string[] {
  return [...texts].flatMap(([key, text]) => {
    const words = text.replaceAll(/\{\{[^}]*\}\}/g, '');
    return avoided[language].flatMap(([word, instead]) => (word.test(words) ? [`${key}: “${text}” (${instead})`] : []));
  });
}

describe.each([
  { name: 'guest', en: enGuest, fa: faGuest },
  { name: 'entry', en: enEntry, fa: faEntry },
  { name: 'problems', en: enProblems, fa: faProblems },
  { name: 'web', en: enWeb, fa: faWeb },
  { name: 'tasks', en: enTasks, fa: faTasks },
  { name: 'editor', en: enEditor, fa: faEditor },
  { name: 'palette', en: enPalette, fa: faPalette },
  { name: 'planning', en: enPlanning, fa: faPlanning },
  { name: 'settings', en: enSettings, fa: faSettings },
  { name: 'admin', en: enAdmin, fa: faAdmin },
  { name: 'doctor', en: enDoctor, fa: faDoctor },
  { name: 'organization', en: enOrganization, fa: faOrganization },
  { name: 'projects', en: enProjects, fa: faProjects },
  { name: 'joining', en: enJoining, fa: faJoining },
  { name: 'templates', en: enTemplates, fa: faTemplates },
  { name: 'calendar', en: enCalendar, fa: faCalendar },
  { name: 'timeline', en: enTimeline, fa: faTimeline },
  { name: 'webhooks', en: enWebhooks, fa: faWebhooks },
  { name: 'inbox', en: enInbox, fa: faInbox },
  { name: 'chat', en: enChat, fa: faChat },
  { name: 'shared', en: enShared, fa: faShared },
  { name: 'mail', en: enMail, fa: faMail },
] as { name: string; en: Texts; fa: Texts }[])('the texts of $name', ({ en, fa }) => {
  const english = leaves(en);
  const persian = new Map(leaves(fa));

  it('have the same keys in both languages', () => {
    expect([...persian.keys()]).toEqual(english.map(([key]) => key));
  });

  it('take in the same in both languages', () => {
    const differing = english.filter(
      ([key, text]) => placeholders(text).join() !== placeholders(persian.get(key) ?? '').join(),
    );
    expect(differing).toEqual([]);
  });

  it('say something, and Persian ones with Persian letters', () => {
    const wrong = [...persian].filter(([, text]) => text.trim() === '' || /[يك]/.test(text));
    expect(wrong).toEqual([]);
  });

  it('use one word for one thing, and write it as the language does', () => {
    expect(avoidedIn('en', english)).toEqual([]);
    expect(avoidedIn('fa', persian)).toEqual([]);
  });
});

it('a word that the texts avoid is found, and no other that contains it', () => {
  expect(
    avoidedIn('en', [
      ['a', 'Nobody was found.'],
      ['b', 'Invite people by email'],
    ]),
  ).toHaveLength(1);
  expect(
    avoidedIn('fa', [
      ['a', 'به برد'],
      ['b', 'برداشتن از برنامه'],
    ]),
  ).toHaveLength(1);
});
