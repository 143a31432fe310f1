
// How the rest of the widget comes to it: it has no rest (xtask/src/first).

const restModule = null;
const rest = async () => {};
const joinRest = () => {};

export { restModule, rest, joinRest };
