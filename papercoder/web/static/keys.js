// Keys of the review and where the focus goes; everything works without this file, by links and forms.
"use strict";

const OFF = "papercoder-no-keys";

function typing(element) {
  return element instanceof HTMLElement && (element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName));
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && typing(document.activeElement)) {
    document.activeElement.blur();
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target) || localStorage.getItem(OFF)) return;
  const target = Array.from(document.querySelectorAll("[data-key]")).find((element) => element.dataset.key === event.key);
  if (!target) return;
  event.preventDefault();
  if (typing(target)) {
    target.focus();
    if (target.select) target.select();
  } else {
    target.click();
  }
});

// After a change the next decision's heading is where reading goes on, not the top of the page.
document.addEventListener("htmx:afterSettle", (event) => {
  const heading = document.getElementById("decision");
  if (heading && event.detail.target && event.detail.target.id === "main") heading.focus();
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
  if (!box) return;
  box.checked = Boolean(localStorage.getItem(OFF));
  box.addEventListener("change", () => {
    if (box.checked) localStorage.setItem(OFF, "1");
    else localStorage.removeItem(OFF);
  });
}

document.addEventListener("DOMContentLoaded", restore);
