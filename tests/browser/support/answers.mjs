// Answers for `site.route`: what a catalog's address may do to us.

/** A text, as JSON unless told otherwise. */
export const text =
  (body, type = "application/json", status = 200) =>
  (_request, response) => {
    response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
    response.end(body);
  };

/** A value as JSON. */
export const json = (value) => text(JSON.stringify(value));

/** Nothing there. */
export const missing = () => text("not found", "text/plain", 404);

/** The server is unwell. */
export const broken = () => text("internal error", "text/plain", 500);

/** A page where a catalog should be, as a shop's own "not found" page often is. */
export const wrongType = () => text("<!doctype html><title>Shop</title>", "text/html");

/** JSON that ends too soon. */
export const cutShort = () => text('{"schema": "simfare.catalog/1", "pla');

/** Another answer, but late. */
export const slow = (milliseconds, answer) => (request, response) => {
  const timer = setTimeout(() => answer(request, response), milliseconds);
  response.on("close", () => clearTimeout(timer));
};

/** No answer at all, until the browser or the test gives up. */
export const silent = () => () => {};

/** The connection is cut. */
export const cutOff = () => (_request, response) => response.destroy();

/** The answers in turn; the last one stays. */
export const inTurn = (...answers) => {
  let next = 0;
  return (request, response) => {
    const answer = answers[Math.min(next, answers.length - 1)];
    next += 1;
    answer(request, response);
  };
};
