// A name that is asked for in a small dialog of the page's own; "" where none is given.
tifa.askName = (question, before = "") => {
  const made = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const dialog = made("dialog", { className: "asks-name" });
  const form = made("form", { method: "dialog" });
  const label = made("label", { textContent: question });
  const name = made("input", { type: "text", maxLength: 60, value: before, required: true, autocomplete: "off" });
  const buttons = made("p", {});
  const cancel = made("button", { type: "button", textContent: tifa.words.cancel });
  buttons.append(cancel, made("button", { className: "main", value: "yes", textContent: tifa.words.yes }));
  label.append(name);
  form.append(label, buttons);
  dialog.append(form);
  dialog.ariaLabel = question;
  document.body.append(dialog);
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", (event) => event.stopPropagation()); // Escape leaves the reader open
  dialog.showModal();
  name.select();
  return new Promise((answered) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      answered(dialog.returnValue === "yes" ? name.value.trim() : "");
    });
  });
};
