(function () {
  "use strict";
  var button = document.getElementById("copy");
  var field = document.getElementById("token");
  var said = document.getElementById("copied");
  if (!button || !field) { return; }
  function byHand() {
    field.focus();
    field.select();
    said.textContent = "Selected. Press Ctrl+C to copy it (Cmd+C on a Mac).";
  }
  field.addEventListener("focus", function () { field.select(); });
  button.addEventListener("click", function () {
    if (!navigator.clipboard) { byHand(); return; }
    navigator.clipboard.writeText(field.value).then(function () {
      said.textContent = "Copied. Now go back to the terminal and paste it.";
    }, byHand);
  });
}());
