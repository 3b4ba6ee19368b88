// A form of Stige's as a dialog. The server says what is missing; here nothing is judged.

import { byId, element, fill } from "./dom.js";

// `send` takes the answers by field name and gives what stands at each field that was refused, or null.
export function open(form, texts, language, send) {
  const dialog = byId("form");
  if (dialog.open) dialog.close();
  const refused = element("p", { class: "refused", role: "alert", hidden: true });
  const required = form.fields.some((field) => field.required);
  const fields = element(
    "form",
    { novalidate: true, lang: language },
    element(
      "header",
      {},
      element("h2", { id: "form-title", text: form.title }),
      element("button", { type: "button", class: "close", "aria-label": texts.close, text: "×", on: { click: () => dialog.close() } }),
    ),
    element(
      "div",
      { class: "fields" },
      form.intro.map((text) => element("p", { class: "intro", text, dir: "auto" })),
      required ? element("p", { class: "intro small-print", text: fill(texts.required, { mark: texts.required_mark }) }) : null,
      form.fields.map((field) => question(field, texts)),
    ),
    element(
      "footer",
      {},
      refused,
      element("button", { type: "button", text: texts.cancel, on: { click: () => dialog.close() } }),
      element("button", { type: "submit", class: "primary", text: form.submit }),
    ),
  );
  fields.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = fields.querySelector("[type=submit]");
    if (button.disabled) return;
    button.disabled = true;
    try {
      const errors = await send(answers(form, fields));
      mark(form, fields, errors ?? {});
      refused.textContent = errors ? [texts.form_refused, ...elsewhere(form, errors)].join(" ") : "";
      refused.hidden = !errors;
    } finally {
      button.disabled = false;
    }
  });
  dialog.replaceChildren(fields);
  dialog.showModal();
  fields.querySelector("input, textarea, select")?.focus();
}

export const close = () => byId("form").close();

const fieldId = (name) => `field-${name}`;

function question(field, texts) {
  const id = fieldId(field.name);
  const hint = field.hint ? element("p", { class: "field-hint", id: `${id}-hint`, text: field.hint }) : null;
  const error = element("p", { class: "field-error", id: `${id}-error`, hidden: true });
  const star = field.required ? element("span", { class: "star", "aria-hidden": "true", text: ` ${texts.required_mark}` }) : null;
  const about = [hint ? hint.id : null, error.id].filter(Boolean).join(" ");
  if (field.kind === "choices") {
    const boxes = field.options.map((option, index) =>
      element(
        "label",
        { class: "box" },
        element("input", {
          type: "checkbox",
          name: field.name,
          value: option.value,
          id: index ? undefined : id,
          checked: field.value.includes(option.value),
        }),
        element("span", { text: option.label }),
      ),
    );
    const legend = element("legend", {}, field.label, star);
    return element("fieldset", { class: "question", "aria-describedby": about }, legend, hint, element("div", { class: "boxes" }, boxes), error);
  }
  const label = element("label", { for: id }, field.label, star);
  const box = input(field, texts, { id, name: field.name, "aria-describedby": about, "aria-required": field.required ? "true" : null });
  return element("div", { class: `question ${field.kind}` }, label, hint, box, error);
}

function input(field, texts, attributes) {
  const value = field.value[0] ?? "";
  if (field.kind === "choice" || field.kind === "person") {
    const options = field.options.map((option) =>
      element("option", { value: option.value, text: option.label, selected: option.value === value }),
    );
    const nothing = element("option", { value: "", text: texts.choose, selected: value === "" });
    return element("select", attributes, nothing, options);
  }
  const bounded = { ...attributes, maxlength: field.max_length };
  if (field.kind === "paragraph") {
    const box = element("textarea", { ...bounded, rows: 3, dir: "auto" });
    box.value = value;
    return box;
  }
  const box = element("input", { ...bounded, type: "text", dir: "auto", inputmode: field.kind === "number" ? "numeric" : null });
  box.value = value;
  return box;
}

function answers(form, fields) {
  const given = new FormData(fields);
  return Object.fromEntries(form.fields.map((field) => [field.name, given.getAll(field.name).filter((value) => value !== "")]));
}

// Faults at what the form does not ask.
const elsewhere = (form, errors) =>
  Object.entries(errors).filter(([name]) => !form.fields.some((field) => field.name === name)).map(([, why]) => why);

function mark(form, fields, errors) {
  let first = null;
  for (const field of form.fields) {
    const box = fields.querySelector(`#${CSS.escape(fieldId(field.name))}`);
    const error = fields.querySelector(`#${CSS.escape(fieldId(field.name))}-error`);
    const why = errors[field.name] ?? "";
    error.textContent = why;
    error.hidden = !why;
    error.parentElement.classList.toggle("wrong", Boolean(why));
    if (!box) continue;
    if (why) box.setAttribute("aria-invalid", "true");
    else box.removeAttribute("aria-invalid");
    if (why && !first) first = box;
  }
  first?.focus();
}
