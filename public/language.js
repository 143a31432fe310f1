// The page's language: what the address says, or what the person's browser prefers.
{
  const wanted = new URLSearchParams(location.search).get("lang") ?? navigator.language;
  document.documentElement.lang = /^zh\b/i.test(wanted) ? "zh-CN" : "en";
}
