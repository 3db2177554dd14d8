import { expect, it } from 'vitest';
import { categoryOf } from './list-names.ts';

it.each([
  [
    'done',
    ['Done', 'DONE!', '✅ Done', '3. Done', 'done_2026', 'Terminé', 'Termine\u0301', 'RÉALISÉ', 'Erledigt', 'Hecho'],
  ],
  [
    'done',
    [
      'Klaar',
      'Готово',
      '完了',
      '已完成',
      '완료',
      'Tamamlandı',
      'TAMAMLANDI',
      'انجام شد',
      'انجام‌شده‌ها',
      'تم',
      'เสร็จแล้ว',
    ],
  ],
  ['cancelled', ['Cancelled', 'Annulé', "Won't do", 'لغوشده', 'İPTAL', '取消']],
  [
    'in_progress',
    ['Doing', 'in_progress', 'In-Progress', 'inProgress', '2. In progress', 'En cours', 'In Arbeit', 'QA'],
  ],
  ['in_progress', ['در حال انجام', 'درحال‌انجام', 'قيد التنفيذ', 'В работе', '進行中', '진행 중']],
  [
    'todo',
    ['Not done', 'Undone', 'Definition of Done', 'Closed beta feedback', 'Live incidents', 'Complete onboarding'],
  ],
  [
    'todo',
    [
      'Done – waiting for invoice',
      'Testing ideas',
      'To be released',
      'À faire',
      'QA-done',
      'To do',
      'انجام نشده',
      'تمام نشده',
    ],
  ],
  [
    'todo',
    ['', '123', '🎉', 'Nicht erledigt', 'Non terminé', 'No hecho', '未完了', '未完成', 'Не готово', 'Sprint 12 (done)'],
  ],
])('lists of category %s: %j', (category, listNames) => {
  expect(listNames.map((name) => [name, categoryOf(name)])).toEqual(listNames.map((name) => [name, category]));
});
