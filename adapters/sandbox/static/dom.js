// Making elements. Whatever a person or the server wrote goes in as text, never as markup.

export function element(name, options = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(options)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
    else if (key === "class") made.className = value;
    else if (key === "text") made.textContent = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

export const byId = (id) => document.getElementById(id);

export const fill = (text, places) => text.replace(/\{(\w+)\}/g, (place, name) => places[name] ?? place);

// Brings a list up to date and leaves untouched what has not changed, so that focus stays, and a screen reader says
// only what is new. `make` gives the element for an item; `key` its name, `look` all that it shows.
export function keep(list, items, { key, look, make }) {
  const standing = new Map([...list.children].map((child) => [child.dataset.key, child]));
  let before = null;
  for (const item of items) {
    const name = key(item);
    const shown = JSON.stringify(look(item));
    let child = standing.get(name);
    standing.delete(name);
    if (!child || child.dataset.look !== shown) {
      const fresh = make(item);
      fresh.dataset.key = name;
      fresh.dataset.look = shown;
      if (child) replace(child, fresh);
      child = fresh;
    }
    const place = before ? before.nextElementSibling : list.firstElementChild;
    if (place !== child) list.insertBefore(child, place);
    before = child;
  }
  for (const gone of standing.values()) gone.remove();
}

function replace(old, fresh) {
  const held = old.contains(document.activeElement) ? document.activeElement.dataset.hold : undefined;
  old.replaceWith(fresh);
  if (held !== undefined) [...fresh.querySelectorAll("[data-hold]")].find((each) => each.dataset.hold === held)?.focus();
}
