// Before anything is painted: the language and theme that this browser was last used with. And what the page begins
// with is asked for again where a request of it is lost.
(function () {
  var page = document.documentElement;
  var language = localStorage.getItem('taskuno.language') || (/^fa\b/.test(navigator.language) ? 'fa' : 'en');
  var theme = localStorage.getItem('taskuno.theme');
  page.lang = language;
  page.dir = language === 'fa' ? 'rtl' : 'ltr';
  if (theme === 'light' || theme === 'dark') page.dataset.theme = theme;

  var attempts = 3;
  var pauseMs = 1000;
  var counter = 'taskuno.starts';

  function again(work, attempt) {
    setTimeout(work, pauseMs * attempt);
  }

  function restyle(link, attempt) {
    if (attempt > attempts) return;
    var next = link.cloneNode();
    next.addEventListener('error', function () {
      again(function () {
        restyle(next, attempt + 1);
      }, attempt);
    });
    link.replaceWith(next);
  }

  // A browser never asks again for a module that it failed to load: only a new page does.
  function restart() {
    var starts = Number(sessionStorage.getItem(counter)) + 1;
    sessionStorage.setItem(counter, String(starts));
    if (starts <= attempts)
      again(function () {
        location.reload();
      }, starts);
    else page.dataset.start = 'failed';
  }

  addEventListener(
    'error',
    function (event) {
      var part = event.target;
      if (page.dataset.start === 'done') return;
      if (part instanceof HTMLLinkElement && part.rel === 'stylesheet')
        again(function () {
          restyle(part, 1);
        }, 0);
      else if (part instanceof HTMLScriptElement && part.type === 'module') restart();
    },
    true,
  );
  addEventListener('online', function () {
    if (page.dataset.start === 'failed') location.reload();
  });
})();
