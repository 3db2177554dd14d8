// Before anything is painted: the language and theme that this browser was last used with. And what the page begins
// with is asked for again where a request of it is lost.
(function () {
  var page = document.documentElement;
  var language = localStorage.getItem('taskuno.language') || (/^fa\b/.test(navigator.language) ? 'fa' : 'en');
  var theme = localStorage.getItem('taskuno.theme');
  page.lang = language;
  page.dir = language === 'fa' ? 'rtl' : 'ltr';
  if (theme === 'light' || theme === 'dark') page.dataset.theme = theme;

  var replies = (window.taskunoReplies = {});
  requestFirst();

  var attempts = 3;
  var pauseMs = 1000;
  var counter = 'taskuno.starts';

  function content(name) {
    var meta = document.querySelector('meta[name="' + name + '"]');
    return meta ? meta.content : '';
  }

  // Files and data that the first page needs are requested while its code is loading. Whatever fails is requested again
  // by that code.
  function requestFirst() {
    var base = content('base-path');
    var files = JSON.parse(content('first-files') || 'null');
    if (!files) return;
    var path = location.pathname.slice(base.length);
    var lastTeam = (localStorage.getItem('taskuno.team' + base) || '').split(' ')[0];
    var board = path === '/' ? lastTeam : (/^\/teams\/([\da-f-]{36})\/board\/?$/.exec(path) || [])[1];
    var isIn = localStorage.getItem('taskuno.signed-in' + base) !== null;
    var isInstalled = !!(navigator.serviceWorker && navigator.serviceWorker.controller);
    var own = files[language];
    var needed = own.every.concat(isIn ? own.session : [], isIn && board ? own.board : []);
    needed.forEach(function (file) {
      requestFile(base + '/' + file, isInstalled);
    });
    // An installed app has data to show, and reads it again once the event stream is open.
    if (isInstalled) return;
    var api = base + '/api/v1';
    if (isIn && board && !location.search) requestBoard(api, board);
    if (isIn || (path !== '/' && path !== '/sign-in')) return;
    var meta = request(api + '/meta');
    var providers = request(api + '/auth/providers');
    if (/[?&]error=/.test(location.search) || location.hash) return;
    Promise.all([meta, providers].map(contentOf)).then(showSignIn, function () {});
  }

  // The app reads the reply itself, too.
  function contentOf(reply) {
    return reply.then(function (one) {
      return one.clone().json();
    });
  }

  // Shows the sign-in as plain HTML until its code has come. See build/static-sign-in.tsx.
  function showSignIn(found) {
    var template = document.getElementById('sign-in-' + language);
    var root = document.getElementById('root');
    if (found[0].setup !== 'done' || !template || page.dataset.start === 'done') return;
    root.prepend(template.content.cloneNode(true));
    var early = root.firstElementChild;
    showOtherWays(early, found[1].items);
    early.querySelectorAll('a').forEach(function (link) {
      link.search = location.search;
    });
    carryOver(root, early);
  }

  function showOtherWays(early, providers) {
    var passkey = early.querySelector('.with-passkey');
    var model = early.querySelector('.with-provider');
    var name = model.textContent;
    providers.forEach(function (provider) {
      var button = model.cloneNode();
      button.textContent = name.replace('{{provider}}', provider.label);
      model.before(button);
    });
    model.remove();
    if (!('PublicKeyCredential' in window)) passkey.remove();
    if (!early.querySelector('.other-ways button')) early.querySelector('.other-ways').remove();
  }

  // What was typed, the field that has the focus, and whether Enter was pressed, when the app replaces the form.
  function carryOver(root, early) {
    var fields = early.querySelectorAll('input');
    var focused = fields[0];
    var isSent = false;
    focused.focus();
    early.addEventListener('keydown', function (event) {
      isSent = event.key === 'Enter';
    });
    early.addEventListener('focusin', function (event) {
      focused = event.target;
    });
    new MutationObserver(function (_, observer) {
      if (early.isConnected) return;
      observer.disconnect();
      fields.forEach(function (field) {
        var own = root.querySelector('form [name="' + field.name + '"]');
        if (own && field.value) type(own, field.value);
        if (own && field === focused) own.focus();
      });
      // After React has taken the values over.
      if (isSent)
        setTimeout(function () {
          root.querySelector('form').requestSubmit();
        });
    }).observe(root, { childList: true });
  }

  // React notices a value only if it is set as a browser sets it.
  function type(field, value) {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, value);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }

  // A browser never asks again for a module that it failed to load, so files from the network only go into its cache.
  function requestFile(address, isInstalled) {
    if (!isInstalled) return void fetch(address).catch(function () {});
    var link = document.createElement('link');
    link.rel = 'modulepreload';
    link.href = address;
    document.head.append(link);
  }

  // The app takes the reply from here.
  function request(address) {
    var reply = fetch(address);
    replies[address] = reply;
    reply.catch(function () {});
    return reply;
  }

  // The bootstrap says where the event stream begins, so the board is read after it.
  function requestBoard(api, team) {
    var board = api + '/teams/' + team + '/board?include=customFields&limit=25';
    var bootstrap = request(api + '/bootstrap?teamId=' + team);
    replies[board] = bootstrap.then(function () {
      return fetch(board);
    });
    replies[board].catch(function () {});
  }

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
