// The table of tools is swapped for a fresh one and stays where the visitor had scrolled it: sideways always, downwards
// where a row was ticked. Another order, or another page, begins at its top.

const scrolled = () => document.getElementById("tool-table");
let place = null;

document.addEventListener("htmx:beforeSwap", () => {
  const region = scrolled();
  const row = document.activeElement?.closest("#tool-table tbody");
  place = region && { left: region.scrollLeft, top: row ? region.scrollTop : 0 };
});

document.addEventListener("htmx:afterSwap", () => {
  if (place) scrolled()?.scrollTo(place.left, place.top);
  place = null;
});
