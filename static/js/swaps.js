// After htmx has replaced a part of the page: tell of a failure in words, and keep keyboard users where they were going.

const notice = (text) => {
  const place = document.getElementById("page-notice");
  if (place) place.textContent = text;
};

document.addEventListener("htmx:sendError", () => notice("The list could not be reached. What you see has not changed; please try again."));
document.addEventListener("htmx:responseError", () => notice("The list could not be updated. What you see has not changed; please try again."));
document.addEventListener("htmx:afterOnLoad", (event) => event.detail.xhr.status < 400 && notice(""));

// <a data-focus-after="#results-heading">: after this link's swap, move focus there, as a page load would.
document.addEventListener("htmx:afterSettle", (event) => {
  const trigger = event.detail.requestConfig?.elt;
  const target = trigger?.closest("[data-focus-after]")?.dataset.focusAfter;
  if (target) document.querySelector(target)?.focus();
});
