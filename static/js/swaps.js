// After htmx has replaced a part of the page: tell of a failure in words, and keep keyboard users where they were going.

const notice = (text) => {
  const place = document.getElementById("page-notice");
  if (place) place.textContent = text;
};

document.addEventListener("htmx:sendError", () => notice("The site could not be reached. What you see has not changed; please try again."));
document.addEventListener("htmx:responseError", () => notice("The site answered with an error. What you see has not changed; please try again."));
document.addEventListener("htmx:afterOnLoad", (event) => event.detail.xhr.status < 400 && notice(""));

// A new sidebar keeps open what the visitor has open, before htmx gives the focus back to what was ticked. Where that
// is gone (a maker who stood there only while chosen), the focus goes to the box in which it was.
let left = null;
const byId = (id) => `#${CSS.escape(id)}`;

document.addEventListener("htmx:oobBeforeSwap", ({ detail: { target, fragment } }) => {
  for (const old of target.querySelectorAll("details[id]")) {
    const fresh = fragment.querySelector(byId(old.id));
    if (fresh) fresh.open = old.open;
  }
  const focused = document.activeElement;
  if (!target.contains(focused)) return;
  left = focused.id && fragment.querySelector(byId(focused.id)) ? null : focused.closest("details[id]");
});

document.addEventListener("htmx:oobAfterSwap", () => {
  if (left) document.querySelector(`${byId(left.id)} > summary`)?.focus({ preventScroll: true });
  left = null;
});

// Sideways a browser takes 32 pixels of a link for all of it; what Tab reaches is shown whole. A swap that gives the
// focus back moves nothing.
let tabbed = false;
document.addEventListener("keydown", ({ key }) => (tabbed = key === "Tab"));
document.addEventListener("focusin", ({ target }) => {
  if (tabbed && target.closest(".table-scroll, .chips")) target.scrollIntoView({ block: "nearest", inline: "nearest" });
});

// <a data-focus-after="#results-heading">: after this link's swap, move focus there, as a page load would.
document.addEventListener("htmx:afterSettle", (event) => {
  const trigger = event.detail.requestConfig?.elt;
  const target = trigger?.closest("[data-focus-after]")?.dataset.focusAfter;
  if (target) document.querySelector(target)?.focus();
});
