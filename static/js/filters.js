// The directory's filters: a field that finds options in a long box, and the sheet that they are on a phone.

// Letters without their accents, so that "cafe" finds "Café".
const plainly = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

// What stood open before a search opened or closed it, by the id of its fold.
const openBefore = new Map();

const showMatches = (box, field) => {
  const wanted = plainly(field.value);
  const rows = [...box.querySelectorAll(".options li")];
  const hits = rows.filter((row) => plainly(row.querySelector("input").nextSibling.data).includes(wanted));
  const shown = new Set(hits.flatMap((row) => [row, ...row.querySelectorAll("li")]));
  for (const row of hits) {
    for (let wider = row; wider; wider = wider.parentElement.closest("li")) shown.add(wider);
  }
  for (const row of rows) row.hidden = !shown.has(row);
  for (const fold of box.querySelectorAll("details")) {
    if (wanted) {
      if (!openBefore.has(fold.id)) openBefore.set(fold.id, fold.open);
      fold.open = hits.some((row) => fold.contains(row));
      fold.hidden = !fold.querySelector("li:not([hidden])");
    } else {
      fold.open = openBefore.get(fold.id) ?? fold.open;
      fold.hidden = false;
      openBefore.delete(fold.id);
    }
  }
  field.nextElementSibling.textContent = wanted ? `${hits.length || "None"} of ${rows.length} match` : "";
};

// The field has no name, so it is never sent; and the form, which sends itself on input, does not hear of it.
const addField = (place) => {
  const box = place.closest(".facet");
  const field = document.createElement("input");
  Object.assign(field, { type: "search", id: `find-in-${box.id}`, autocomplete: "off" });
  field.placeholder = field.ariaLabel = `Find in ${place.dataset.find}`;
  const found = document.createElement("p");
  found.setAttribute("role", "status");
  place.append(field, found);
  field.addEventListener("input", (event) => {
    event.stopPropagation();
    showMatches(box, field);
  });
  field.addEventListener("keydown", (event) => {
    const clears = event.key === "Escape" && field.value;
    if (clears || event.key === "Enter") event.preventDefault();
    if (!clears) return;
    field.value = "";
    showMatches(box, field);
  });
  return field;
};

// A page has hundreds of options, so none has an id. The one that has the focus, or had it last, is given one, and its
// twin in a new sidebar gets the same: by it htmx gives the focus back.
const FOCUSED = "option-last-in-focus";
const isOption = (element) => element.matches(".options input");

const giveId = (option) => {
  document.getElementById(FOCUSED)?.removeAttribute("id");
  option.id = FOCUSED;
};

const sheet = document.querySelector(".sheet");
sheet.addEventListener("focusin", ({ target }) => isOption(target) && giveId(target));
if (isOption(document.activeElement)) giveId(document.activeElement);

const addFields = (root) => [...root.querySelectorAll(".facet__find")].map(addField);

addFields(document);

// In the capture, for swaps.js is to see a new sidebar that is ready.
document.addEventListener(
  "htmx:oobBeforeSwap",
  ({ detail: { target, fragment } }) => {
    const focused = target.querySelector(`#${FOCUSED}`);
    if (focused) {
      const { name, value } = focused;
      const twin = fragment.querySelector(`.options input[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`);
      if (twin) twin.id = FOCUSED;
    }
    for (const field of addFields(fragment)) {
      const old = target.querySelector(`#${CSS.escape(field.id)}`);
      if (!old?.value) continue;
      field.value = old.value;
      showMatches(field.closest(".facet"), field);
    }
  },
  { capture: true },
);

// On a phone the filters fill the screen. To show the tools, or Escape, closes them.
const narrow = matchMedia("(width < 60rem)");

const closeSheet = (next) => {
  if (!sheet.open || !narrow.matches) return;
  sheet.open = false;
  next.focus();
};

sheet.addEventListener("submit", () => closeSheet(document.getElementById("results-heading")));
sheet.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) closeSheet(sheet.firstElementChild);
});

// To ask the same again (to show what is already shown) is no new step to go back by.
document.addEventListener("htmx:beforeHistoryUpdate", ({ detail: { history } }) => {
  if (history.path === location.pathname + location.search) history.type = "replace";
});
