// One page where a newcomer plays every part. The server says what there is to see; this draws it, and sends back what
// is done.

import * as cards from "./cards.js";
import * as clock from "./clock.js";
import * as composer from "./composer.js";
import { byId, element, fill, keep } from "./dom.js";
import * as forms from "./forms.js";
import * as seen from "./seen.js";
import * as server from "./server.js";
import * as side from "./side.js";

const OFTEN = 20_000; // ms; how long "in 4 min" may be old
const MOST_ANSWERS = 20;
const STEPS = ["type", "look", "wind"]; // of the first case
const privately = new Map(); // answers that only one person sees, by person and conversation

let shown = null; // the state on the page
let stale = false;
let refreshing = null;
let busy = false;

const place = () => new URLSearchParams(location.hash.slice(1));
const me = () => shown.me.id;
const answersHere = () => privately.get(`${me()} ${shown.conversation}`) ?? [];

// Resolves when what the server said last is on the page; calls that come together are one.
function refresh() {
  stale = true;
  refreshing ??= (async () => {
    try {
      while (stale) {
        stale = false;
        await ask();
      }
    } finally {
      refreshing = null;
    }
  })();
  return refreshing;
}

async function ask() {
  const wanted = place();
  try {
    draw(await server.state(wanted.get("who"), wanted.get("in")));
    banner("");
  } catch (fault) {
    if (fault instanceof server.Unreachable) banner(shown?.texts.offline);
    else if (fault.status === 404 && location.hash) go({});
    else throw fault;
  }
}

function go(where) {
  const wanted = new URLSearchParams(where).toString();
  if (wanted === location.hash.slice(1)) refresh();
  else location.hash = wanted; // which draws it
}

function draw(state) {
  const moved = shown?.conversation !== state.conversation || shown?.me.id !== state.me.id;
  shown = state;
  const { texts } = state;
  document.documentElement.lang = texts.locale;
  if (!document.hidden) seen.see(state.conversation, postedHere());
  clock.set(state.clock, state.me.zone, texts);
  clock.buttons(state.clock, texts, busy, wind, startOver);
  side.people(people(), texts, be);
  side.conversations(conversations(), texts, (conversation) => go({ who: me(), in: conversation }));
  composer.suggest(state.commands);
  drawHint();
  drawConversation(moved);
  const news = people().reduce((sum, person) => sum + person.unread, 0);
  document.title = news ? `(${news}) ${texts.title}` : texts.title;
}

const dm = (person) => `dm:${person}`;
const count = (conversation, posted) => seen.unread(conversation, posted, shown.clock.now);
const people = () =>
  shown.people.map((person) => ({ ...person, chosen: person.id === me(), unread: count(dm(person.id), person.posted) }));

function conversations() {
  const own = { conversation: dm(me()), name: shown.texts.direct, posted: shown.people.find((each) => each.id === me()).posted };
  return [own, ...shown.rooms].map((room) => ({
    ...room,
    chosen: room.conversation === shown.conversation,
    unread: count(room.conversation, room.posted),
  }));
}

const postedHere = () => conversations().find((room) => room.chosen).posted;

function drawConversation(moved) {
  const { texts, me: person } = shown;
  const here = conversations().find((room) => room.chosen);
  const direct = here.conversation === dm(person.id);
  byId("conversation-name").textContent = here.name;
  byId("conversation-about").textContent = direct
    ? fill(texts.direct_about, { name: person.name })
    : here.outside ? texts.outside_about : texts.room_about;
  const scroll = byId("scroll");
  const list = byId("messages");
  const atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 140;
  const before = list.childElementCount;
  if (moved) byId("log").setAttribute("aria-live", "off"); // else all of another conversation would be read out
  keep(list, said(), { key: (item) => item.key, look: (item) => [item, moment(item), person.zone], make: drawn });
  setTimeout(() => byId("log").setAttribute("aria-live", "polite"), 500);
  byId("empty").hidden = list.childElementCount > 0 || !byId("hint").hidden;
  byId("empty").textContent = fill(direct ? texts.nothing_yet : texts.nothing_yet_room, { name: person.name });
  if (moved || (atEnd && list.childElementCount > before)) toTheLast();
  if (moved) {
    tell("");
    side.bringIntoView(person.id);
  }
}

const moment = (item) => clock.moment(item.at);

// A message that is longer than the page is read from its top.
function toTheLast() {
  const last = byId("messages").lastElementChild;
  if (last) byId("scroll").scrollTop = last.offsetTop - byId("scroll").offsetTop - 14;
}

function said() {
  const messages = shown.messages.map((message) => ({ ...message, key: `m${message.id}` }));
  return [...messages, ...answersHere()].sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
}

function drawn(item) {
  const { texts, me: person } = shown;
  if (item.body) return cards.message(item, texts, clock.moment, person.language, press);
  const hide = () => {
    answersHere().splice(answersHere().findIndex((each) => each.key === item.key), 1);
    drawConversation(false);
    byId("composer-line").focus();
  };
  return cards.answer(item, texts, clock.moment, person.language, press, hide);
}

// What the newcomer does

function be(person) {
  if (person !== me()) seen.step("look");
  go({ who: person });
}

async function post(door, body) {
  try {
    return await server.post(door, body);
  } catch (fault) {
    if (fault instanceof server.Unreachable) banner(shown.texts.offline);
    else banner(shown.texts.trouble, 6000);
    return null;
  }
}

const doing = () => ({ who: me(), key: crypto.randomUUID() });

composer.onSend(async (line, file) => {
  const told = await post("type", { ...doing(), line, ...(file === null ? {} : { file }) });
  if (!told) return false;
  seen.step("type");
  await show(told, line);
  return true;
});

async function press(packed, button) {
  if (button.getAttribute("aria-disabled")) return;
  button.setAttribute("aria-disabled", "true");
  const told = await post("press", { ...doing(), press: packed });
  button.removeAttribute("aria-disabled");
  if (told) await show(told);
}

async function show(told, line = "") {
  const { answer } = told;
  if (answer.kind === "form") {
    const { who } = doing();
    forms.open(answer, shown.texts, shown.me.language, (values) => submit(who, answer.press, values));
    return;
  }
  const here = `${me()} ${shown.conversation}`;
  const key = `a${crypto.randomUUID()}`;
  privately.set(here, [...(privately.get(here) ?? []), { key, at: told.at, line, shown: answer }].slice(-MOST_ANSWERS));
  await refresh();
  toTheLast();
  // The button that was pressed may be gone, and the keyboard would be left with nothing.
  if (document.activeElement === document.body) byId("messages").lastElementChild.focus({ preventScroll: true });
}

// Gives the faults by field (under no name: of the whole), or null.
async function submit(who, packed, values) {
  const told = await post("submit", { ...doing(), who, press: packed, values });
  if (!told) return { "": shown.texts.trouble };
  if (told.answer.kind === "errors") return told.answer.fields;
  if (told.answer.kind !== "form") forms.close();
  await show(told);
  return null;
}

async function wind(to) {
  const before = new Map(people().map((person) => [person.id, person.unread]));
  setBusy(true);
  const told = await post("wind", { who: me(), to });
  setBusy(false);
  if (!told) return;
  seen.step("wind");
  await refresh();
  const news = people().filter((person) => person.unread > before.get(person.id) || (person.chosen && arrived(told.from)));
  const names = news.map((person) => person.name).join(", ");
  side.bringIntoView(news[0]?.id ?? me());
  tell(names ? fill(shown.texts.new_for, { people: names }) : shown.texts.nobody_new);
}

const arrived = (since) => shown.people.find((person) => person.id === me()).posted.some((at) => at > since);

function setBusy(now) {
  busy = now;
  clock.buttons(shown.clock, shown.texts, busy, wind, startOver);
  if (busy) tell(shown.texts.winding);
}

function startOver() {
  const { texts } = shown;
  const sure = byId("sure");
  const no = element("button", { type: "button", text: texts.cancel, on: { click: () => sure.close() } });
  const yes = element("button", { type: "button", class: "danger", text: texts.start_over_yes, on: { click: forget } });
  sure.replaceChildren(
    element("h2", { id: "sure-title", text: texts.start_over }),
    element("p", { text: texts.start_over_sure }),
    element("footer", {}, no, yes),
  );
  sure.showModal();
}

async function forget() {
  byId("sure").close();
  if (!(await post("forget", {}))) return;
  privately.clear();
  seen.forget();
  await refresh();
}

// The first steps

function drawHint() {
  const { texts, me: person } = shown;
  const hint = byId("hint");
  hint.hidden = seen.steps.closed || STEPS.every((name) => seen.steps[name]);
  if (hint.hidden) return;
  const steps = STEPS.map((name) =>
    element("li", { class: seen.steps[name] ? "done" : "" }, element("span", { text: texts[`hint_${name}`] })),
  );
  const close = () => {
    seen.step("closed");
    draw(shown);
    byId("composer-line").focus();
  };
  hint.replaceChildren(
    element("h3", { text: texts.hint_title }),
    element("p", { text: fill(texts.hint_who, { name: person.name }) }),
    element("ol", {}, steps),
    element("button", { type: "button", class: "close", "aria-label": texts.close, text: "×", on: { click: close } }),
  );
}

// Words at the edge of the page

let toldUntil = 0;

function tell(text) {
  byId("told").textContent = text;
  clearTimeout(toldUntil);
  toldUntil = setTimeout(() => (byId("told").textContent = ""), 8000);
}

function banner(text, milliseconds = 0) {
  const place = byId("banner");
  place.textContent = text ?? "";
  place.hidden = !text;
  if (milliseconds) setTimeout(() => place.textContent === text && banner(""), milliseconds);
}

addEventListener("hashchange", refresh);
byId("skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address says who is played, and must go on saying so
  byId("composer-line").focus();
});
setInterval(() => document.hidden || refresh(), OFTEN);
server.listen(refresh, () => banner(shown?.texts.offline));
