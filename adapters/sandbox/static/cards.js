// Messages as they stand in a conversation: cards, and answers that only their reader sees.

import { element } from "./dom.js";

const paragraphs = (name, texts) => texts.map((text) => element("p", { class: name, text, dir: "auto" }));

function facts(name, rows) {
  if (!rows.length) return null;
  const pairs = rows.map((row) =>
    element("div", {}, element("dt", { text: row.label }), element("dd", { text: row.value, dir: "auto" })),
  );
  return element("dl", { class: name }, pairs);
}

export function card(body, texts, press) {
  const buttons = body.buttons.map((button) =>
    element("button", {
      type: "button",
      class: button.style,
      text: button.label,
      "data-hold": button.press,
      on: { click: (event) => press(button.press, event.currentTarget) },
    }),
  );
  return element(
    "article",
    { class: `card ${body.accent}` },
    body.of_a_case ? element("p", { class: "accent", text: texts[`accent_${body.accent}`] }) : null,
    body.repeated ? element("p", { class: "repeated", text: body.repeated }) : null,
    element("h3", { text: body.headline, dir: "auto" }),
    paragraphs("lead", body.lead),
    facts("rows", body.rows),
    facts("body", body.body),
    paragraphs("note", body.notes),
    buttons.length ? element("div", { class: "buttons" }, buttons) : null,
  );
}

// From Stige, with its time.
export function message({ id, at, edited, body }, texts, moment, language, press) {
  const about = [element("b", { text: texts.direct }), element("time", { datetime: at, text: moment(at) })];
  if (edited) about.push(element("span", { class: "edited", text: texts.edited }));
  return element(
    "li",
    { class: "message", id: `message-${id}` },
    element("img", { src: "/sandbox/static/icon.svg", alt: "", width: 32, height: 32 }),
    element("div", { class: "said", lang: language }, element("p", { class: "from" }, about), card(body, texts, press)),
  );
}

// Seen by nobody else, and gone when the page is loaded again.
export function answer({ at, line, shown }, texts, moment, language, press, hide) {
  const lines = paragraphs("line", shown.lines);
  const cards = (shown.cards ?? []).map((body) => card(body, texts, press));
  const close = element("button", { type: "button", class: "hide", text: texts.hide, on: { click: hide } });
  return element(
    "li",
    { class: "message private", tabindex: -1 },
    element("img", { src: "/sandbox/static/icon.svg", alt: "", width: 32, height: 32 }),
    element(
      "div",
      { class: "said" },
      element(
        "p",
        { class: "from" },
        element("b", { text: texts.direct }),
        element("time", { datetime: at, text: moment(at) }),
        element("span", { class: "only-you", text: texts.only_you }),
        close,
      ),
      line ? element("p", { class: "typed" }, `${texts.you_typed} `, element("code", { text: line, dir: "auto" })) : null,
      element("div", { class: "lines", lang: language }, lines, cards),
    ),
  );
}
