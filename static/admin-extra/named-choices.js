"use strict";

// Select2 calls its box after what is chosen, so an empty one has no name. Its field's label comes first here.

{
  const $ = window.django.jQuery;

  const label = (select) =>
    select.getAttribute("aria-label") ?? select.labels[0]?.textContent.trim().replace(/:$/, "") ?? "";

  const name = (select) => {
    const box = select.parentElement.querySelector(".select2-selection");
    if (!box || !label(select)) return;
    const chosen = box.querySelector(".select2-selection__rendered");
    box.setAttribute("aria-label", label(select));
    if (box.classList.contains("select2-selection--single")) {
      box.id = `${chosen.id}-box`;
      box.setAttribute("aria-labelledby", `${box.id} ${chosen.id}`);
      chosen.removeAttribute("role"); // a text to read, not a second box to fill
      chosen.removeAttribute("aria-readonly");
    }
    box.querySelector(".select2-search__field")?.setAttribute("aria-label", label(select));
  };

  const nameAll = (part) => {
    for (const select of part.querySelectorAll("select.select2-hidden-accessible")) name(select);
  };

  $(() => nameAll(document));
  document.addEventListener("formset:added", (event) => nameAll(event.target));
  $(document).on("select2:open", (event) => {
    document
      .querySelector(".select2-dropdown .select2-search__field")
      ?.setAttribute("aria-label", `Search: ${label(event.target)}`);
  });
}
