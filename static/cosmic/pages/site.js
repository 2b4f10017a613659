/** What every page does: small kindnesses of forms, all of them optional. */

/** A suggested value is marked as a whole at the first touch, so that typing replaces it. */
function offerSuggestions() {
  for (const field of document.querySelectorAll("input[data-select-on-focus]")) {
    if (!(field instanceof HTMLInputElement)) continue;
    const suggested = field.value;
    field.addEventListener("focus", () => {
      if (field.value === suggested) field.select();
    });
  }
}

/** A form that is on its way is not sent a second time by an impatient hand. */
function sendOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post") return;
    if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < 3000) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = String(Date.now());
  });
}

offerSuggestions();
sendOnce();
