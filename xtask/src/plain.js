
/**
 * Styles as the browser can read them: one that knows no `light-dark()` (Safari before 17.5) has the
 * light colours. Without this it would have none.
 */
export function plain(text) {
  if (CSS.supports("color", "light-dark(red,red)")) return text;
  return text.replace(/light-dark\(((?:[^(),]|\([^)]*\))*),(?:[^()]|\([^)]*\))*\)/g, "$1");
}
