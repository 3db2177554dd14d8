import { namesOf } from '#platform/records.ts';
import type { Category } from '../../contract.ts';

// Names of lists in the languages used on boards. Only the whole name counts: “Not done”, “Definition of Done” and
// “Closed beta feedback” match nothing, because a list wrongly matched as done would complete its cards.

const names: Readonly<Record<Exclude<Category, 'todo'>, string>> = {
  done: `
    done, all done, finished, complete, completed, closed, shipped, released, deployed, live, resolved, delivered,
    published, done tasks, completed tasks, finished tasks,
    fertig, erledigt, abgeschlossen, beendet, geschlossen, fertiggestellt, umgesetzt, ausgeliefert,
    terminé, terminée, terminés, terminées, fini, finie, finis, fait, faite, faits, faites, réalisé, réalisée, réalisés,
    réalisées, achevé, livré, clos, clôturé, accompli,
    hecho, hecha, hechos, hechas, listo, listos, terminado, terminada, terminados, terminadas, completado, completada,
    completados, completadas, finalizado, finalizada, finalizados, finalizadas, cerrado, acabado, realizado, concluido,
    feito, feita, feitos, feitas, concluído, concluída, concluídos, concluídas, completo, pronto, fechado, encerrado,
    entregue, fatto, fatta, fatti, completato, completata, completati, completate, finito, finiti, terminato, terminati,
    concluso, conclusi, chiuso, klaar, gedaan, afgerond, voltooid, gereed, afgehandeld, gesloten, klart, klar, klara,
    färdig, färdigt, färdiga, avslutad, avslutat, avslutade, slutfört, slutförd, gjort, færdig, færdige, udført,
    afsluttet, ferdig, utført, fullført, avsluttet, ferdigstilt, valmis, valmiit, tehty, tehdyt, zrobione, gotowe,
    ukończone, zakończone, wykonane, skończone, hotovo, hotové, dokončeno, dokončené, splněno, splnené, kész, befejezett,
    befejezve, elkészült, lezárt, lezárva, gata, finalizat, finalizate, terminat, efectuat, făcut,
    готово, сделано, выполнено, завершено, закончено, закрыто, решено, виконано, зроблено, закрито, завършено, направено,
    изпълнено, ολοκληρώθηκε, ολοκληρώθηκαν, ολοκληρωμένα, ολοκληρωμένο, έτοιμο, έγινε,
    tamamlandı, tamamlanan, tamamlananlar, bitti, biten, bitenler, yapıldı, yapılanlar,
    تم, تمت, منجز, منجزة, مكتمل, مكتملة, المكتملة, انتهى, منتهي, تم الإنجاز, تم الانتهاء, בוצע, הושלם, הושלמו, נעשה, גמור,
    انجام شد, انجام شده, انجام شده ها, انجام یافته, تمام شد, تمام شده, تمام شده ها, تکمیل شد, تکمیل شده, تکمیل شده ها,
    پایان, پایان یافت, پایان یافته, به پایان رسیده, خاتمه یافته, بسته شد, بسته شده,
    पूर्ण, पूरा हुआ, समाप्त, हो गया, संपन्न, selesai, hoàn thành, đã hoàn thành, xong, đã xong, เสร็จ, เสร็จแล้ว, เสร็จสิ้น,
    完成, 已完成, 已结束, 已結束, 已关闭, 已關閉, 做完了, 完了, 完了済み, 終了, 済み, 済, 완료, 완료됨, 완료된, 끝, 종료`,
  cancelled: `
    cancelled, canceled, rejected, abandoned, declined, discarded, dropped, won’t do, won't do, wont do, won’t fix,
    won't fix, wont fix, abgebrochen, abgelehnt, verworfen, storniert, abgesagt,
    annulé, annulée, annulés, annulées, abandonné, abandonnée, abandonnés, rejeté, rejetée, rejetés, refusé,
    cancelado, cancelada, cancelados, canceladas, rechazado, rechazados, descartado, descartados, anulado, anulados,
    rejeitado, rejeitados, annullato, annullata, annullati, rifiutato, scartato, scartati, geannuleerd, afgewezen,
    vervallen, avbruten, avbrutet, avbrutna, inställd, inställt, annulleret, afvist, avbrutt, kansellert, avvist,
    peruttu, peruutettu, hylätty, anulowane, odrzucone, porzucone, zrušeno, zrušené, zamítnuto, zamietnuté, törölve,
    elutasítva, elvetve, anulat, anulate, respins, отменено, отменен, отменены, отклонено, скасовано, відхилено, отказано,
    ακυρώθηκε, ακυρωμένα, ακυρωμένο, απορρίφθηκε, iptal, iptal edildi, iptal edilen, reddedildi, vazgeçildi,
    ملغى, ملغي, ملغاة, تم الإلغاء, مرفوض, בוטל, מבוטל, נדחה,
    لغو, لغو شد, لغو شده, لغو شده ها, رد شد, رد شده, منتفی, منتفی شده, کنسل, کنسل شد, کنسل شده,
    रद्द, dibatalkan, batal, đã hủy, hủy, ยกเลิก, ยกเลิกแล้ว, 取消, 已取消, 已拒绝, 已拒絕, 已放弃, 已放棄, 中止, キャンセル,
    却下, 取り消し, 取消し, 취소, 취소됨, 취소된`,
  in_progress: `
    doing, in progress, progress, wip, work in progress, ongoing, on going, started, underway, under way, active, working,
    working on, working on it, in work, review, in review, reviewing, under review, code review, ready for review, test,
    testing, in test, in testing, qa, in qa, uat, verification, verifying, blocked, on hold, paused, waiting, waiting for,
    in development, development, developing, in arbeit, in bearbeitung, bearbeitung, wird bearbeitet, laufend, läuft,
    angefangen, begonnen, wartend, warten, wartet, blockiert, pausiert, im test, in prüfung, in durchführung, in umsetzung,
    en cours, en attente, bloqué, bloquée, en revue, en relecture, en test, en cours de réalisation, commencé,
    en développement, en curso, en proceso, en progreso, haciendo, en espera, bloqueado, en revisión, revisión, en pruebas,
    en desarrollo, em andamento, em progresso, em curso, em execução, fazendo, em espera, aguardando, em revisão, em teste,
    em testes, em desenvolvimento, in corso, in lavorazione, in attesa, bloccato, in revisione, revisione, in sviluppo,
    bezig, mee bezig, in behandeling, in uitvoering, geblokkeerd, wachten, wachten op, in wacht, pågår, pågående,
    påbörjad, påbörjat, väntar, blockerad, granskning, i gang, igangværende, under arbejde, under arbeid, i arbeid, venter,
    blokeret, blokkert, kesken, työn alla, käynnissä, meneillään, odottaa, testauksessa, w trakcie, w toku, robione,
    w realizacji, zablokowane, oczekujące, w testach, weryfikacja, probíhá, rozpracováno, rozpracované, rozdělané,
    v procesu, prebieha, čeká, blokováno, folyamatban, elkezdett, várakozik, tesztelés, în curs, în lucru, în progres,
    în așteptare, blocat, в работе, в процессе, делается, выполняется, тестирование, на тестировании, ревью, проверка,
    на проверке, ожидание, заблокировано, в прогрессе, в роботі, в процесі, виконується, на перевірці, тестування,
    очікування, в процес, σε εξέλιξη, σε αναμονή, devam ediyor, devam eden, devam edenler, yapılıyor, sürüyor, beklemede,
    inceleme, incelemede, test ediliyor, işlemde, قيد التنفيذ, قيد العمل, قيد الإنجاز, جاري, جاري العمل, جاري التنفيذ,
    قيد المراجعة, قيد الانتظار, בתהליך, בביצוע, בעבודה, בבדיקה, ממתין, חסום,
    در حال انجام, در دست انجام, در جریان, در دست اقدام, در حال اجرا, در حال پیشرفت, در حال کار, در حال بررسی, در دست بررسی,
    بررسی, بازبینی, در حال تست, در حال آزمایش, تست, در انتظار, منتظر, مسدود, متوقف,
    प्रगति में, प्रगति पर, जारी, sedang dikerjakan, sedang berjalan, dalam proses, dalam pengerjaan, berlangsung, đang làm,
    đang thực hiện, đang tiến hành, đang xử lý, กำลังทำ, กำลังดำเนินการ, 进行中, 進行中, 正在进行, 正在進行, 处理中, 處理中,
    开发中, 開發中, 测试中, 測試中, 审核中, 審核中, 等待中, 作業中, 対応中, 着手中, レビュー中, レビュー待ち, テスト中, 確認中,
    保留, 保留中, 진행 중, 진행중, 진행, 작업 중, 작업중, 검토 중, 검토중, 테스트 중, 보류`,
};

/** Letters only, without case and accents: “✅ Done!”, “3. DONE” and “done_2026” are the same name. */
function letters(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\P{L}/gu, '')
    .replaceAll('ı', 'i')
    .replaceAll('ي', 'ی')
    .replaceAll('ى', 'ی')
    .replaceAll('ك', 'ک');
}

let categories: ReadonlyMap<string, Category> | undefined;

function readNames(): ReadonlyMap<string, Category> {
  const entries = namesOf(names).flatMap((category) =>
    names[category].split(/,\s+/).map((name) => [letters(name), category] as const),
  );
  return new Map(entries);
}

/** The category of a list by its name; `todo` if the name does not tell. */
export function categoryOf(listName: string): Category {
  categories ??= readNames();
  return categories.get(letters(listName)) ?? 'todo';
}
