// Keeps the page on the phone, so that it opens without a network; VERSION and FILES stand before this when it is served.
/* global VERSION, FILES */

const NAME = `banyan-${VERSION}`;

self.addEventListener("install", (event) => {
  // All or none: half a page is worse than the one before.
  const requests = FILES.map((file) => new Request(file, { cache: "reload", credentials: "omit" }));
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(requests)));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("banyan-") && name !== NAME);
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(old(names).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin || !FILES.includes(address.pathname)) return;
  event.respondWith(caches.open(NAME).then((cache) => cache.match(address.pathname)).then((kept) => kept || fetch(event.request)));
});
