// What pages keep in the browser, which may refuse to keep anything: in a private window, on a full disk.
Object.assign(tifa, {
  // What was kept under a name in an area ("local", or "session" for this tab); `otherwise` where there is nothing.
  kept(name, otherwise, area = "local") {
    try {
      return JSON.parse(window[`${area}Storage`].getItem(name)) ?? otherwise;
    } catch (failure) {
      console.warn("nothing can be read", name, failure);
      return otherwise;
    }
  },
  // True where `value` is kept now; null takes away what was.
  keep(name, value, area = "local") {
    try {
      if (value === null) window[`${area}Storage`].removeItem(name);
      else window[`${area}Storage`].setItem(name, JSON.stringify(value));
      return true;
    } catch (failure) {
      console.warn("nothing can be kept", name, failure);
      return false;
    }
  },
});
