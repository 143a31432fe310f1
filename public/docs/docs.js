// What the documentation's pages do: custom properties and parts are tried on the planner beside
// them; the playground has a script of its own.

const tried = document.querySelector("#try simfare-planner");

for (const input of document.querySelectorAll("[data-property]")) {
  input.addEventListener("input", () => {
    tried.style.setProperty(input.dataset.property, input.value.trim());
  });
}

const outline = new CSSStyleSheet();
document.adoptedStyleSheets.push(outline);
const buttons = [...document.querySelectorAll("[data-part]")];
for (const button of buttons) {
  button.addEventListener("click", () => {
    const isOn = button.getAttribute("aria-pressed") !== "true";
    for (const other of buttons) {
      other.setAttribute("aria-pressed", String(isOn && other === button));
    }
    const rule = "{ outline: 3px solid #d6006c !important; outline-offset: -3px }";
    outline.replaceSync(isOn ? `simfare-planner::part(${button.dataset.part}) ${rule}` : "");
  });
}

if (document.querySelector("#catalog")) await import("./playground.js");
