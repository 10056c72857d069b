"use strict";

// Shows a text's preview beside its box. Without this the button opens the same page in a tab of its own.

{
  const show = async (button) => {
    const area = button.closest(".markdown-area");
    const panel = area.querySelector(".markdown-area__shown");
    const sent = new FormData();
    sent.append("csrfmiddlewaretoken", button.form.elements.csrfmiddlewaretoken.value);
    sent.append(button.name, button.value);
    sent.append(button.value, area.querySelector("textarea").value);
    panel.hidden = false;
    try {
      const answer = await fetch(button.formAction, { method: "POST", body: sent });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const shown = document.importNode(page.getElementById("shown"), true);
      for (const part of [shown, ...shown.querySelectorAll("[id]")]) part.removeAttribute("id"); // the form has its own
      panel.replaceChildren(shown);
    } catch {
      panel.textContent = "The preview could not be shown. Are you still logged in? What you typed is still in the box.";
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".markdown-area__tools button");
    if (!button) return;
    event.preventDefault();
    show(button);
  });
}
