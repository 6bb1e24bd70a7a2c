// Enhancement only: every page works without this file.

// Menus are <details>. Escape and a press elsewhere close them.
const openMenus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
});

// The person's time zone, so that the server writes their own times.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.cookie.includes(`tz=${encodeURIComponent(zone)}`)) {
  document.cookie = `tz=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
}

// One polite sentence at a time.
const announce = (text) => {
  const live = document.getElementById("live");
  if (live && text) live.textContent = live.textContent === text ? `${text}\u00a0` : text;
};

// Turns of live progress: <... data-announce="Half of Client work is pulled" data-announce-key="pull-7">.
const announced = new Map();
const announceTurns = (speak) => {
  for (const turn of document.querySelectorAll("[data-announce]")) {
    const key = turn.dataset.announceKey ?? turn.id;
    if (announced.get(key) === turn.dataset.announce) continue;
    announced.set(key, turn.dataset.announce);
    if (speak) announce(turn.dataset.announce);
  }
};

const trouble = (text) => {
  const box = document.getElementById("trouble");
  if (!box) return;
  box.hidden = !text;
  box.querySelector("[data-text]").textContent = text ?? "";
};

// Show or hide a secret. The button is hidden until this runs.
const prepare = (root) => {
  for (const button of root.querySelectorAll("[data-reveal][hidden]")) button.hidden = false;
  const summary = root.querySelector("[data-error-summary]");
  if (summary && !summary.dataset.seen) {
    summary.dataset.seen = "true";
    summary.focus();
  }
};
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss-trouble]")) trouble(null);
  const button = event.target.closest("[data-reveal]");
  const input = button && document.getElementById(button.dataset.reveal);
  if (!input) return;
  const shown = input.type === "text";
  input.type = shown ? "password" : "text";
  button.firstChild.textContent = shown ? "Show" : "Hide";
  input.focus();
});

// A part of a page that came anew and says that all is well now: <... data-clears-errors> in a form takes back what was wrong with it.
const clearErrors = (root) => {
  const form = root.querySelector?.("[data-clears-errors]")?.closest("form");
  if (!form) return;
  for (const error of form.querySelectorAll("[data-error-summary], .field-error")) error.remove();
  for (const input of form.querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
    const described = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => document.getElementById(id)).join(" ");
    if (described) input.setAttribute("aria-describedby", described);
    else input.removeAttribute("aria-describedby");
  }
  document.title = document.title.replace(/^Error: /, "");
};

// A button that works keeps its width and says so: <button data-busy="Testing...">.
const busy = new Map();
const setBusy = (button) => {
  if (!button?.dataset.busy || busy.has(button)) return;
  busy.set(button, [...button.childNodes]);
  button.style.minWidth = `${button.offsetWidth}px`;
  button.setAttribute("aria-busy", "true");
  button.replaceChildren(button.dataset.busy);
};
const endBusy = () => {
  for (const [button, content] of busy) {
    button.replaceChildren(...content);
    button.removeAttribute("aria-busy");
    button.style.minWidth = "";
  }
  busy.clear();
};
document.addEventListener("submit", (event) => {
  if (event.submitter?.getAttribute("aria-busy") === "true") event.preventDefault();
  // After the form's data is collected, or the button's own value would be lost.
  else if (!event.defaultPrevented) setTimeout(() => setBusy(event.submitter));
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  endBusy();
  if (document.querySelector("[sse-connect]")) location.reload();
});

// Drafts: <form data-autosave="/path"> is posted there a second after the last change. The answer is a short text
// ("Draft saved at 14:02") for the form's [data-autosave-status].
const timers = new WeakMap();
const autosave = async (form) => {
  const status = form.querySelector("[data-autosave-status]");
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" } });
    if (!answer.ok) throw new Error(answer.status);
    const text = await answer.text();
    if (status) { status.textContent = text; status.parentElement.hidden = false; }
  } catch {
    if (status) status.textContent = "Not saved. What you typed is still here.";
  }
};
for (const type of ["input", "change"]) {
  document.addEventListener(type, (event) => {
    const form = event.target.form?.closest("[data-autosave]");
    if (!form) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => autosave(form), type === "change" ? 150 : 1000));
  });
}
document.addEventListener("submit", (event) => clearTimeout(timers.get(event.target)));

// Countdowns: <span data-countdown-to="41">0:41</span>, in seconds from when the server wrote it.
const ends = new WeakMap();
const clock = (seconds) => {
  const s = Math.max(0, Math.round(seconds));
  const two = (n) => String(n).padStart(2, "0");
  return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
};
setInterval(() => {
  for (const place of document.querySelectorAll("[data-countdown-to]")) {
    const told = place.dataset.countdownTo;
    if (ends.get(place)?.told !== told) ends.set(place, { told, at: Date.now() + Number(told) * 1000 });
    const text = clock((ends.get(place).at - Date.now()) / 1000);
    if (place.textContent !== text) place.textContent = text;
  }
}, 1000);

// htmx swaps fragments of the same pages.
document.addEventListener("htmx:beforeRequest", (event) => setBusy(event.detail.requestConfig.triggeringEvent?.submitter ?? event.detail.elt.closest("button")));
document.addEventListener("htmx:afterRequest", endBusy);
document.addEventListener("htmx:afterSettle", (event) => { prepare(event.target); clearErrors(event.target); announceTurns(true); });
document.addEventListener("htmx:sseMessage", () => announceTurns(true));
document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (status === 401) location.reload();
  else trouble(status === 503 ? "The database does not answer. Nothing is lost; try again in a moment." : status === 404 ? "This is no longer there, or no longer shared with you." : "The server could not answer. Nothing is lost; try again.");
});
document.addEventListener("htmx:sendError", () => trouble("The server does not answer. What you see may be old; try again in a moment."));
document.addEventListener("htmx:afterOnLoad", (event) => { if (event.detail.successful !== false) trouble(null); });

// A page that is left must not report that its stream of events broke.
addEventListener("pagehide", () => {
  for (const place of document.querySelectorAll("[sse-connect]")) window.htmx?.trigger(place, "htmx:beforeCleanupElement");
});

prepare(document);
announceTurns(false);
