// Says what to do where the page can't begin; written for browsers that read nothing newer.
setTimeout(function () {
  if (!document.querySelector("#opening")) return;
  document.querySelector("main").textContent =
    "这个浏览器太旧，打不开本页。请把手机自带的浏览器或 Chrome 更新以后再试。 This browser is too old for the page: update it, or use Chrome.";
}, 15000);
