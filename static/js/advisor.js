// “Copy link” on a result: a button that is there only where a script can do it, and that says when it has.

const offer = () => {
  if (!navigator.clipboard) return; // the address stands beside it as a link
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
};

offer();
document.addEventListener("htmx:afterSettle", offer);

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  const said = document.getElementById("copied");
  said.textContent = "";
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    said.textContent = "Copied";
  } catch {
    said.textContent = "Not copied; the address is below";
  }
});
