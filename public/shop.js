// The demo shop's own script: the language switch. What is ordered, planner and service settle by
// themselves.

const planner = document.querySelector("#planner");
const language = document.querySelector("#language");
const root = document.documentElement;

/** The page's address in a language; whatever else it holds stays, a trip above all. */
function inLanguage(lang) {
  const address = new URL(location.href);
  address.searchParams.set("lang", lang);
  return address.href;
}

function speak(lang) {
  root.lang = lang;
  planner.locale = lang;
  const other = lang === "en" ? "zh-CN" : "en";
  language.href = inLanguage(other);
  language.hreflang = other;
  language.lang = other;
  language.textContent = other === "en" ? "English" : "中文";
  document.title =
    lang === "en"
      ? "Lantern SIM: prepaid plans for the United States"
      : "Lantern SIM：美国预付费手机套餐";
}

speak(root.lang);

// The trip that is typed stays: the page isn't loaded anew.
language.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const lang = language.hreflang;
  history.replaceState(history.state, "", inLanguage(lang));
  speak(lang);
});
