// Keys of the review and where the focus goes; everything works without this file, by links and forms.
"use strict";

const OFF = "papercoder-no-keys";
// How many answers are on their way that will exchange the page; before htmx is ready a form would leave it.
let waiting = 1;
// Keys pressed meanwhile: they are meant for what comes, so they act when it is there, each once.
const held = [];
let field = null;

function typing(element) {
  return element instanceof HTMLElement && (element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName));
}

function isHeld(event) {
  if (!waiting || event.repeat) return false;
  return event.key.length === 1 ? event.key !== " " || held.length > 0 : event.key === "Enter" && held.length > 0;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && typing(document.activeElement)) {
    document.activeElement.blur();
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target) || localStorage.getItem(OFF)) return;
  if (isHeld(event)) held.push(event.key);
  else if (waiting || !act(event.key, event.repeat)) return;
  event.preventDefault();
});

// A key that is kept down acts once: nobody accepts twelve decisions with one finger.
function act(key, repeated) {
  const target = Array.from(document.querySelectorAll("[data-key]")).find((element) => element.dataset.key === key);
  if (!target) return false;
  if (repeated) return true;
  if (typing(target)) {
    target.focus();
    if (target.select) target.select();
  } else {
    target.click();
  }
  return true;
}

function write(element, key) {
  if (key === "Enter") element.form.requestSubmit();
  else element.setRangeText(key, element.selectionStart, element.selectionEnd, "end");
}

function play() {
  while (held.length && !waiting) {
    const key = held.shift();
    if (typing(document.activeElement)) write(document.activeElement, key);
    else act(key, false);
  }
}

function isMain(event) {
  return event.detail.target && event.detail.target.id === "main";
}

document.addEventListener("htmx:beforeSend", (event) => {
  if (!isMain(event)) return;
  waiting += 1;
  event.detail.xhr.addEventListener("loadend", () => arrived(event.detail.xhr));
  // What is typed on after Enter is meant for what comes.
  field = typing(document.activeElement) ? document.activeElement : null;
  if (field) field.blur();
});

function arrived(xhr) {
  waiting -= 1;
  // Keys that counted on an answer are not tried on what was refused.
  if (xhr.status < 200 || xhr.status >= 400 || document.querySelector("#main [role=alert]")) held.length = 0;
  if (field && field.isConnected) field.focus();
  play();
}

// After a change the next decision's heading is where reading goes on, not the top of the page.
document.addEventListener("htmx:afterSettle", (event) => {
  const heading = document.getElementById("decision");
  if (heading && isMain(event)) heading.focus();
  restore();
});

document.addEventListener("htmx:beforeRequest", () => { document.getElementById("trouble").textContent = ""; });
for (const name of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(name, (event) => {
    const answer = event.detail.xhr && event.detail.xhr.responseText;
    document.getElementById("trouble").textContent = answer || "PaperCoder does not answer; what you sent before is kept. Start it again and reload.";
  });
}

function restore() {
  const box = document.getElementById("no-keys");
  if (box) box.checked = Boolean(localStorage.getItem(OFF));
}

document.addEventListener("change", (event) => {
  if (event.target.id !== "no-keys") return;
  if (event.target.checked) localStorage.setItem(OFF, "1");
  else localStorage.removeItem(OFF);
});

document.addEventListener("DOMContentLoaded", () => {
  restore();
  waiting -= 1;
  play();
});
