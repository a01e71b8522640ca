// Runs first and in any browser, so it is written as browsers of 2010 understand it.
(function () {
  var missing = [];
  function need(name, there) { if (!there) { missing.push(name); } }
  need("WebAssembly", typeof WebAssembly === "object" && typeof WebAssembly.instantiate === "function");
  need("WebAssembly.Exception", typeof WebAssembly === "object" && typeof WebAssembly.Exception === "function");
  need("Worker", typeof Worker === "function");
  need("DecompressionStream", typeof DecompressionStream === "function");
  need("BigInt", typeof BigInt === "function");
  need("Promise", typeof Promise === "function");
  need("Blob.stream", typeof Blob === "function" && !!Blob.prototype.stream);
  // Ways out that no policy can close are closed here, before anything else runs: direct connections, new windows, and going
  // to another address where the browser lets a page refuse that.
  var ways = ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport", "open"];
  for (var i = 0; i < ways.length; i++) {
    try { Object.defineProperty(window, ways[i], { value: undefined }); } catch (fault) { window[ways[i]] = undefined; }
  }
  if (window.navigation && window.navigation.addEventListener) {
    window.navigation.addEventListener("navigate", function (event) {
      var saved = event.destination.url.indexOf("blob:") === 0; // a file that this page made
      if (event.cancelable && !event.hashChange && !saved) { event.preventDefault(); }
    });
  }
  window.xltools = { missing: missing, begun: false };
  function show() {
    if (!missing.length && window.xltools.begun) { return; }
    var names = missing.length ? missing.join(", ") : "ES2017";
    document.getElementById("old-why").appendChild(document.createTextNode(names));
    document.getElementById("old").removeAttribute("hidden");
    document.getElementById("start").setAttribute("hidden", "hidden");
  }
  if (window.addEventListener) { window.addEventListener("load", show); } else { window.attachEvent("onload", show); }
})();
