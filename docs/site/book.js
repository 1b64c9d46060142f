/* The map of chapters: whoever points at a chapter sees what it builds on and what builds on it. */
document.addEventListener("DOMContentLoaded", function () {
    var map = document.querySelector(".chapter-map");
    if (!map) return;
    var links = map.querySelectorAll("a[data-chapter]");
    function choose(number, on) {
        map.classList.toggle("chosen", on);
        map.querySelectorAll("svg > path").forEach(function (arc) {
            var ends = ["from", "to"].map(function (end) {
                return arc.getAttribute("class").match(end + "-(\\d+)")[1];
            });
            var mine = on && ends.indexOf(number) >= 0;
            arc.classList.toggle("chosen", mine);
            if (mine) ends.forEach(function (end) { links[end].classList.add("near"); });
        });
        if (!on) links.forEach(function (link) { link.classList.remove("near"); });
    }
    links.forEach(function (link) {
        var number = link.getAttribute("data-chapter");
        ["mouseenter", "focus"].forEach(function (e) {
            link.addEventListener(e, function () { choose(number, true); });
        });
        ["mouseleave", "blur"].forEach(function (e) {
            link.addEventListener(e, function () { choose(number, false); });
        });
    });
});

/* Paper is light, whatever the screen is. */
(function () {
    var shown = document.documentElement.classList.value;
    window.addEventListener("beforeprint", function () {
        shown = document.documentElement.classList.value;
        document.documentElement.classList.remove("dark-mode");
        document.documentElement.classList.add("light-mode");
    });
    window.addEventListener("afterprint", function () {
        document.documentElement.classList.value = shown;
    });
})();

/* A change, as `git diff` shows it: what goes in one colour, what comes in another. Pages of sources,
 * which have a path, show none. */
document.addEventListener("DOMContentLoaded", function () {
    if (document.querySelector("span.path")) return;
    document.querySelectorAll("div.fragment").forEach(function (block) {
        var lines = Array.from(block.querySelectorAll(".line"));
        function begins(marks) {
            return function (line) { return marks.indexOf(line.textContent.charAt(0)) >= 0; };
        }
        if (!lines.every(begins(" +-"))) return;
        lines.filter(begins("-")).forEach(function (line) { line.classList.add("goes"); });
        lines.filter(begins("+")).forEach(function (line) { line.classList.add("comes"); });
    });
});
