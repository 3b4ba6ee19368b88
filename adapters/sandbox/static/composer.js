// The line that one writes, and what can be written there.

import { byId, element, keep } from "./dom.js";

const line = byId("composer-line");
const list = byId("suggestions");
const file = byId("composer-file");
const open = /…$/; // what is to be filled in by hand
let commands = [];

export function suggest(known) {
  commands = known;
  show();
}

export function onSend(send) {
  byId("composer").addEventListener("submit", async (event) => {
    event.preventDefault();
    const written = line.value.trim();
    if (!written) return;
    const attached = file.files[0] ? await file.files[0].text() : null;
    line.value = "";
    file.value = "";
    nameFile();
    show();
    if (!(await send(written, attached)) && !line.value) line.value = written;
  });
}

const nameFile = () => (byId("composer-file-name").textContent = file.files[0]?.name ?? "");
file.addEventListener("change", nameFile);

function fitting() {
  const written = line.value.toLowerCase();
  if (!written.startsWith("/")) return [];
  return commands.filter((command) => command.line.toLowerCase().replace(open, "").startsWith(written));
}

function show(wanted = true) {
  const shown = wanted ? fitting() : [];
  keep(list, shown, {
    key: (command) => command.line,
    look: (command) => command,
    make: (command) =>
      element(
        "li",
        {},
        element(
          "button",
          { type: "button", on: { click: () => take(command) } },
          element("code", { text: command.line }),
          element("span", { text: command.meaning }),
        ),
      ),
  });
  list.hidden = !shown.length;
}

function take(command) {
  line.value = command.line.replace(open, "");
  line.focus();
  show(false);
}

function move(event) {
  const buttons = [...list.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  if (event.key === "Escape" && buttons.length) {
    line.focus();
    show(false);
  } else if (event.key === "ArrowUp" && buttons.length) {
    buttons.at(at < 0 ? -1 : Math.max(at - 1, 0)).focus();
  } else if (event.key === "ArrowDown" && at >= 0) {
    (buttons[at + 1] ?? line).focus();
  } else return;
  event.preventDefault();
}

line.addEventListener("input", () => show());
byId("composer").addEventListener("keydown", move);
byId("slash").addEventListener("click", () => {
  line.value = `${byId("slash").getAttribute("aria-label")} `;
  line.focus();
  show();
});
