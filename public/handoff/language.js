// The switch of the stand-ins' language, which keeps everything else of the address.
{
  const lang = document.documentElement.lang;
  const language = document.querySelector("#language");
  const other = lang === "en" ? "zh-CN" : "en";
  const address = new URL(location.href);
  address.searchParams.set("lang", other);
  language.href = address.href;
  language.hreflang = other;
  language.lang = other;
  language.textContent = other === "en" ? "English" : "中文";
}
