// How the page talks to its server.

const tokenIn = (page) => page.querySelector("meta[name=stige-token]").content;
let token = tokenIn(document);

export class Unreachable extends Error {}
export class Refused extends Error {}

async function answered(request) {
  let response;
  try {
    response = await request;
  } catch (fault) {
    throw new Unreachable(fault.message);
  }
  if (!response.ok) throw Object.assign(new Refused(response.statusText), { status: response.status });
  return response.json();
}

export const state = (who, where) => {
  const asked = new URLSearchParams();
  if (who) asked.set("who", who);
  if (where) asked.set("in", where);
  return answered(fetch(`/sandbox/state?${asked}`));
};

const sent = (door, body) =>
  answered(
    fetch(`/sandbox/${door}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-stige-token": token },
      body: JSON.stringify(body),
    }),
  );

export async function post(door, body) {
  try {
    return await sent(door, body);
  } catch (fault) {
    if (fault.status !== 403) throw fault;
    token = await renewed();
    return sent(door, body);
  }
}

// A sandbox that was started anew has another token.
async function renewed() {
  const page = await (await fetch("/sandbox")).text();
  return tokenIn(new DOMParser().parseFromString(page, "text/html"));
}

// Calls back at every change, and at once when the line stands (again). A hidden page hangs up: browsers allow only a
// few open lines, and a newcomer may keep a tab for every part.
export function listen(changed, lost) {
  let line = null;
  const open = () => {
    if (document.hidden || line) return;
    line = new EventSource("/sandbox/events");
    line.addEventListener("changed", changed);
    line.addEventListener("error", lost);
  };
  const close = () => {
    line?.close();
    line = null;
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  open();
}
