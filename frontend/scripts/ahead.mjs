// In the head of every page, before its scripts have come. If somebody may be signed in it says so
// to the styles (`data-known`) and asks who that is, in a chat also for the matter of the address:
// a cheap phone reads scripts for a second, and the server answers meanwhile. `lib/api/ahead.ts`
// hands the answers out.
(() => {
  if (!/(^|; )csrftoken=./.test(document.cookie)) return;
  const { lang, dataset } = document.documentElement;
  dataset.known = "";
  const matter = /\/chat\/$/.test(location.pathname) && /[?&]s=([\w-]+)/.exec(location.search);
  const paths = ["auth/me", ...(matter ? ["sessions/" + matter[1]] : [])];
  window.civicAhead = {};
  for (const path of paths) {
    const url = location.origin + "/api/v1/" + path;
    const limit = new AbortController();
    setTimeout(() => limit.abort(), 15_000);
    const asked = fetch(url, { headers: { "Accept-Language": lang }, signal: limit.signal });
    window.civicAhead[url] = asked.catch(() => null);
  }
})();
