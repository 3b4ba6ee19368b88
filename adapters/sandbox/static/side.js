// Who to be, and which conversation to look at, with a mark at what is new.

import { byId, element, fill, keep } from "./dom.js";

const SHADES = 8;

const initials = (name) => {
  const words = name.split(/\s+/).filter(Boolean);
  return (words.length > 1 ? [words[0], words.at(-1)] : words).map((word) => [...word][0]).join("").toUpperCase();
};

const badge = (count, texts) => (count ? element("span", { class: "new", text: fill(texts.new, { count }) }) : null);

export function people(persons, texts, choose) {
  keep(byId("people"), persons.map((person, index) => ({ ...person, shade: index % SHADES })), {
    key: (person) => person.id,
    look: ({ posted, ...shown }) => shown,
    make: (person) =>
      element(
        "li",
        {},
        element(
          "button",
          {
            type: "button",
            class: "person",
            "aria-current": person.chosen ? "true" : null,
            "data-hold": person.id,
            on: { click: () => choose(person.id) },
          },
          element("span", { class: `avatar shade-${person.shade}`, "aria-hidden": "true", text: initials(person.name) }),
          element(
            "span",
            { class: "who" },
            element("span", { class: "name", text: person.name }),
            element(
              "span",
              { class: "role" },
              person.on_call ? element("span", { class: "on-call", text: texts.on_call }) : null,
              element("span", { class: "part", text: person.role.join(" · ") }),
            ),
          ),
          badge(person.unread, texts),
        ),
      ),
  });
}

// On a phone the people lie side by side, and some out of sight.
export const bringIntoView = (id) =>
  [...byId("people").querySelectorAll("[data-hold]")]
    .find((button) => button.dataset.hold === id)
    ?.scrollIntoView({ block: "nearest", inline: "center" });

export function conversations(rooms, texts, choose) {
  keep(byId("rooms"), rooms, {
    key: (room) => room.conversation,
    look: ({ posted, ...shown }) => shown,
    make: (room) =>
      element(
        "li",
        {},
        element(
          "button",
          {
            type: "button",
            class: "room",
            "aria-current": room.chosen ? "true" : null,
            "data-hold": room.conversation,
            on: { click: () => choose(room.conversation) },
          },
          element("span", { class: "name", text: room.name }),
          badge(room.unread, texts),
        ),
      ),
  });
}
