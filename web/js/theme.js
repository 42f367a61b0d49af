// Runs before the first paint, so that a light wall never flashes dark and the page says its language.
(() => {
  const query = new URLSearchParams(location.search);
  const root = document.documentElement;
  // A page made for paper names light as its own default.
  root.dataset.theme = (query.get('theme') || root.dataset.themeDefault) === 'light' ? 'light' : 'dark';
  root.lang = (query.get('lang') || 'zh').toLowerCase().startsWith('en') ? 'en' : 'zh-CN';
})();
