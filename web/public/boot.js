// Before anything is painted: the language and theme that this browser was last used with.
(function () {
  var page = document.documentElement;
  var language = localStorage.getItem('taskuno.language') || (/^fa\b/.test(navigator.language) ? 'fa' : 'en');
  var theme = localStorage.getItem('taskuno.theme');
  page.lang = language;
  page.dir = language === 'fa' ? 'rtl' : 'ltr';
  if (theme === 'light' || theme === 'dark') page.dataset.theme = theme;
})();
