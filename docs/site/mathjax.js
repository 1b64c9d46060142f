// Formulas come from Doxygen as \( \) and \[ \]; code is no formula, whatever it holds.
MathJax.Hub.Config({
    messageStyle: "none",
    SVG: { linebreaks: { automatic: true } },
    tex2jax: { displayMath: [["\\[", "\\]"]], ignoreClass: "fragment" }
});
