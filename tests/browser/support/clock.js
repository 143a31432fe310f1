// Put into a page before its own scripts: the page's clock starts at a given moment and goes
// on from there. Timers are left alone. The moment's parts stand in for the word below.
(() => {
  const Real = Date;
  const start = new Real(...__START__).getTime();
  const now = () => start + Math.floor(performance.now());
  globalThis.Date = new Proxy(Real, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length > 0 ? given : [now()], newTarget),
    apply: () => new Real(now()).toString(),
  });
  Real.now = now;
  Real.prototype.constructor = globalThis.Date;
  // What formats "now" where it is given no date.
  const { formatToParts } = Intl.DateTimeFormat.prototype;
  const format = Object.getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, "format").get;
  Object.defineProperty(Intl.DateTimeFormat.prototype, "format", {
    configurable: true,
    get() {
      const formatted = format.call(this);
      return (date = now()) => formatted(date);
    },
  });
  Intl.DateTimeFormat.prototype.formatToParts = function (date = now()) {
    return formatToParts.call(this, date);
  };
})();
