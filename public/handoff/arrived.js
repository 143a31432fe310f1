// Shows what arrived, as text: where it was sent to, and each parameter.

const table = document.querySelector("#arrived");

export function show(pairs) {
  const rows = pairs.map(([name, value]) => {
    const row = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = name;
    const cell = document.createElement("td");
    cell.textContent = value;
    row.append(head, cell);
    return row;
  });
  table.replaceChildren(...rows);
}

/** The address this page was opened by. */
export function showAddress() {
  const { pathname, searchParams } = new URL(location.href);
  // The language of this page isn't part of what was sent.
  const sent = [...searchParams].filter(([name]) => name !== "lang");
  show([["path", decodeURIComponent(pathname)], ...sent]);
}

if (document.body.dataset.shows === "address") showAddress();
