// For pages without modules: <script src="/realtime-client/script.js"></script>, then
// realtime.then(({ Realtime }) => …). A promise, because a classic script cannot wait for the modules it names.
{
  const { src } = /** @type {HTMLScriptElement} */ (document.currentScript);
  Object.assign(window, { realtime: import(new URL('./index.js', src).href) });
}
