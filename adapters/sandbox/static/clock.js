// The clock that can be wound, and times as the person who is played reads them.

import { byId, element, fill, keep } from "./dom.js";

let base = { at: Date.now(), since: performance.now() };
let formats = null;

const now = () => base.at + performance.now() - base.since;

export function set(clock, zone, texts) {
  base = { at: Date.parse(clock.now), since: performance.now() };
  const format = (options) => new Intl.DateTimeFormat(texts.locale, { timeZone: zone, ...options });
  const place = zone.split("/").at(-1).replaceAll("_", " ");
  formats = {
    time: format({ hour: "2-digit", minute: "2-digit" }),
    day: format({ weekday: "short", day: "numeric", month: "short" }),
    moment: format({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }),
    place: fill(texts.clock_zone, { zone: place }),
  };
  tick();
}

// The day only where it is another.
export function moment(at) {
  const instant = Date.parse(at);
  const today = formats.day.format(instant) === formats.day.format(now());
  return (today ? formats.time : formats.moment).format(instant);
}

function tick() {
  if (!formats) return;
  const at = now();
  put(byId("clock-time"), formats.time.format(at));
  put(byId("clock-day"), `${formats.day.format(at)} ${formats.place}`);
}

const put = (place, text) => {
  if (place.textContent !== text) place.textContent = text;
};

export function buttons(clock, texts, busy, wind, startOver) {
  const stops = [
    { to: "minute", text: texts.wind_minute },
    { to: "quarter", text: texts.wind_quarter },
    { to: "hour", text: texts.wind_hour },
    { to: "morning", text: texts.wind_morning },
    { to: "next", text: clock.next === null ? texts.wind_nowhere : fill(texts.wind_next, { span: clock.next }), off: clock.next === null },
    { to: "over", text: texts.start_over },
  ];
  keep(byId("winding"), stops.map((stop) => ({ ...stop, off: busy || Boolean(stop.off) })), {
    key: (stop) => stop.to,
    look: (stop) => stop,
    make: (stop) =>
      element("button", {
        type: "button",
        class: stop.to,
        text: stop.text,
        "aria-disabled": stop.off ? "true" : null,
        on: { click: () => stop.off || (stop.to === "over" ? startOver() : wind(stop.to)) },
      }),
  });
}

setInterval(tick, 1000);
