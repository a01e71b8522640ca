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
