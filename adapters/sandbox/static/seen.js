// What the newcomer has seen, over all the people whom they play, and how far they came in the first steps.

const KEY = "stige-sandbox";

const read = () => {
  try {
    return { seen: {}, steps: {}, ...JSON.parse(localStorage.getItem(KEY)) };
  } catch {
    return { seen: {}, steps: {} };
  }
};
const kept = read();
const keep = () => {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing: it counts until the page is loaded again.
  }
};

// How many messages came since. A mark ahead of the clock is from before somebody started over.
export function unread(conversation, posted, now) {
  const mark = kept.seen[conversation] ?? "";
  return mark > now ? posted.length : posted.filter((at) => at > mark).length;
}

export function see(conversation, posted) {
  kept.seen[conversation] = posted.at(-1) ?? "";
  keep();
}

export function forget() {
  kept.seen = {};
  keep();
}

export const steps = kept.steps;

export function step(name) {
  if (kept.steps[name]) return;
  kept.steps[name] = true;
  keep();
}
