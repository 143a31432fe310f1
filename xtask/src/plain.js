
/**
 * Styles as the browser can read them: one that knows no `light-dark()` (Safari before 17.5, Chrome
 * before 123) has the light colours, also in what it draws itself. Without this it would have none.
 */
export function plain(text) {
  if (CSS.supports("color", "light-dark(red,red)")) return text;
  return text.replace(/color-scheme:[^;}]*/g, "color-scheme:light").replace(/light-dark\(((?:[^(),]|\([^)]*\))*),(?:[^()]|\([^)]*\))*\)/g, "$1");
}
