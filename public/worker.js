// The planner's second pair of hands: answers that take long, and the many that charts ask for,
// are worked out here, where they block nobody's typing. What the page asks last replaces what
// it asked before. The rules are the same WebAssembly's; see src/desk.

/** The widget's glue, which stands before this in one script, or in a file beside it. */
const glue = Promise.resolve(globalThis.simfareGlue ?? import("./__SIMFARE_GLUE__"));

// What is thrown in a promise, the page wouldn't be told.
const fail = (error) => setTimeout(() => { throw error; });

/** How long to work before looking whether the page has changed its mind, in milliseconds. */
const STINT = 12;

/** The planners of the page: what each sells, and what it wants to know. */
const clients = new Map();

// A message to oneself comes after those of the page that are already there.
const turn = new MessageChannel();
turn.port1.onmessage = work;
let isAwake = false;

onmessage = ({ data }) => glue.then((glue) => take(glue, data)).catch(fail);

function take({ initSync, joinRest, Clerk }, [what, id, ...rest]) {
  if (what === "module") {
    initSync({ module: id });
    // A widget that isn't divided has none.
    if (rest[0]) joinRest(rest[0]);
  } else if (what === "catalog") {
    clients.get(id)?.clerk.free();
    clients.set(id, { clerk: new Clerk(rest[0]), agenda: 0, jobs: [] });
  } else if (what === "agenda") {
    const client = clients.get(id);
    [client.agenda, client.jobs] = rest;
    postMessage(["begun", id, client.agenda]);
    wake();
  } else if (what === "leave") {
    clients.get(id)?.clerk.free();
    clients.delete(id);
  }
}

function wake() {
  if (isAwake) return;
  isAwake = true;
  turn.port2.postMessage(0);
}

function work() {
  isAwake = false;
  const end = performance.now() + STINT;
  let isMore = false;
  for (const [id, client] of clients) {
    const { clerk, agenda, jobs } = client;
    const done = [];
    while (jobs.length && (!done.length || performance.now() < end)) {
      const [index, kind, request] = jobs.shift();
      const tell = (share) => postMessage(["share", id, agenda, index, share]);
      done.push(index, clerk.answer(kind, request, tell));
    }
    if (done.length) postMessage(["done", id, agenda, done]);
    isMore ||= jobs.length > 0;
  }
  if (isMore) wake();
}
