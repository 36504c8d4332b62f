// Pages work without this file. It only makes leaving faster: Shift three times within two seconds, and leaving
// replaces the page in the history instead of adding to it.
(function () {
  'use strict';
  var presses = [];
  function leave() { window.location.replace('/exit'); }
  document.addEventListener('keydown', function (event) {
    if (event.key !== 'Shift') { presses = []; return; }
    if (event.repeat) { return; }
    var now = Date.now();
    presses = presses.filter(function (at) { return now - at < 2000; }).concat(now);
    if (presses.length >= 3) { leave(); }
  });
  document.addEventListener('click', function (event) {
    var link = event.target.closest && event.target.closest('a.exit');
    if (link) { event.preventDefault(); leave(); }
  });
  // A page that comes back from the browser's memory is asked for again: the session may have ended meanwhile.
  window.addEventListener('pageshow', function (event) { if (event.persisted) { window.location.reload(); } });
  var summary = document.getElementById('error-summary');
  if (summary) { summary.focus(); }
}());
