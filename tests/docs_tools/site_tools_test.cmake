# The tools that make the site, each with small texts that hold what they must understand:
#
#   cmake -D TOOLS=<folder of the programs> -D WOVEN_TEST=<program> -D SCRATCH=<folder to write in>
#         -P site_tools_test.cmake
cmake_minimum_required(VERSION 3.25)
file(REMOVE_RECURSE ${SCRATCH})
file(MAKE_DIRECTORY ${SCRATCH}/pages)
set(root ${SCRATCH})

# write(<file> <content>)
function(write file content)
  file(WRITE ${SCRATCH}/${file} "${content}")
endfunction()

# run(<exit status> <part of what is printed> <program> [<argument>...])
function(run status message program)
  execute_process(COMMAND ${program} ${ARGN} WORKING_DIRECTORY ${SCRATCH} RESULT_VARIABLE result
                  OUTPUT_VARIABLE output ERROR_VARIABLE output TIMEOUT 10)
  string(FIND "${output}" "${message}" found)
  if(NOT result STREQUAL "${status}" OR found EQUAL -1)
    message(SEND_ERROR "${program} ${ARGN}\nended with ${result}, expected ${status}; printed\n"
                       "${output}\nexpected in it: ${message}")
  endif()
endfunction()

# same(<file> <expected>): the file has exactly this content
function(same file expected)
  write(expected "${expected}")
  file(READ ${SCRATCH}/${file} a HEX)
  file(READ ${SCRATCH}/expected b HEX)
  if(NOT a STREQUAL b)
    file(READ ${SCRATCH}/${file} content)
    message(SEND_ERROR "${file}:\n${content}\nexpected:\n${expected}")
  endif()
endfunction()

# filter(<file> <expected>): what the filter makes of the file
function(filter file expected)
  execute_process(COMMAND ${TOOLS}/doxygen_filter ${root} ${root}/pages.txt ${root}/${file}
                  OUTPUT_FILE ${SCRATCH}/filtered RESULT_VARIABLE result TIMEOUT 10)
  if(NOT result STREQUAL "0")
    message(SEND_ERROR "doxygen_filter ${file} ended with ${result}")
  endif()
  same(filtered "${expected}")
endfunction()

foreach(tool doxygen_filter weave chapter_map site_check print_version)
  run(2 "usage: ${tool}" ${TOOLS}/${tool})
endforeach()
run(1 "cannot be opened" ${TOOLS}/doxygen_filter ${root} missing.txt ${root}/pages.txt)

# ---- A repository of two chapters ----------------------------------------------------------------
write(pages.txt [=[
chapters/01-first/README.md
chapters/02-second/README.md
chapters/02-second/more.md
docs/answers/01-first.md
docs/front-page.md
README.md
chapters/01-first/first.c
src/layers/sum.c
src/layers/sum.h
tests/layers/sum_test.c
src/CMakeLists.txt
]=])
write(README.md "# A book\n\n| 1 | [First](chapters/01-first/README.md) | an end |\n")
write(docs/front-page.md "# A book\n\nBegin with [the first](../chapters/01-first/README.md#the-idea).\n")
write(docs/answers/01-first.md "# Answers to chapter 1\n\n**1.** One.\n")
write(src/CMakeLists.txt "add_library(x) # `\n")
write(chapters/01-first/first.c "int main(void) { return 0; }\n")
write(tests/layers/sum_test.c "/* Tests. */\nint main(void)\n{\n    return 0;\n}\n")
write(src/layers/sum.h [=[
/**
 * @file
 * @brief Sums.
 */
typedef struct {
    int a, *b; /**< two */
    int c; /**< one */
} sum_shape;
]=])

# ---- The filter: mathematics, prices, code, links, comments, quotes ------------------------------
write(chapters/01-first/README.md [=[
# 1. First

Inline $a_b$ and $`c`$, a price of $5 and $10, \$x, code `$a$ $$b$$`; 5 %d @x #y "q `z` r".

<!--dox \htmlinclude[block] x.html --> <a id="here"></a> there

<!-- sketch: why -->
```c
a = $1; /* [x](y.c) */
```

$$
\sum_i x_i \\[1ex]
$$

```math
x^2
```

- a list

$$
y
$$

## The [`weight`](../02-second/README.md) w[0]

## The idea

[One](../02-second/README.md), [two `c`](../../src/layers/sum.c), [three](../02-second/README.md#b),
[four](#the-idea), [folder](../../src/layers), [five](https://example.org/a_b), [no](missing.c),
a [`picture`](./first.svg). Chapter 2, chapters 1 and 2, chapter 3; `src/layers/sum.c`, sum.c, `it's` and chapters/02-second.
Over two lines: chapter
2, [one two](../02-second/README.md). And an --option of 0, 1 or
2. So there are three -- no more. Code ` ```c_<x> ` too.

*(`*` is)* **a [star](../02-second/README.md)**, 2 * 3 *four*, 5*6*7, \*no\*, *open.

* item

1. one, in
   2015. Then
2. two

- three in
  2016. Then

No list.

    indented $code$ [x](y)

![A "picture".](first.svg)

### The idea

<details><summary>More</summary>
<!-- a comment
over two lines --> text
</details>

---

Next: [2. Second](../02-second/README.md)
]=])
filter(chapters/01-first/README.md [=[
# 1. First {#chapter-01-first}

Inline \f$a_b\f$ and \f$c\f$, a price of $5 and $10, \$x, code `$a$ $$b$$`; 5 \%d \@x \#y &quot;q `z` r&quot;.

\htmlinclude[block] x.html  \anchor chapter-01-first--here \latexonly\space{}\endlatexonly  there


```c
a = $1; /* [x](y.c) */
```

\f[
\sum_i x_i \\[1ex]
\f]

\htmlonly[block]\endhtmlonly\f[
x^2
\f]

- a list

\htmlonly[block]\endhtmlonly\f[
y
\f]

## The weight w[0] {#chapter-01-first--the-weight-w0}

## The idea {#chapter-01-first--the-idea}

[One](@ref chapter-02-second), [two c](@ref src-layers-sum-c), [three](@ref chapter-02-second--b),
[four](@ref chapter-01-first--the-idea), [folder](@ref folder-src-layers), [five](https://example.org/a_b), [no](missing.c),
a [picture](chapters/01-first/first.svg). [Chapter 2](@ref chapter-02-second), chapters 1 and [2](@ref chapter-02-second), chapter 3; [src/layers/sum.c](@ref src-layers-sum-c), [sum.c](@ref src-layers-sum-c), ``it's`` and [chapters/02-second](@ref chapter-02-second).
Over two lines: [chapter 2](@ref chapter-02-second),
[one two](@ref chapter-02-second). And an \--option of 0, 1 or
2\. So there are three -- no more. Code <code>\`\`\`c\_&lt;x&gt;</code> too.

<em>(`*` is)</em> <b>a [star](@ref chapter-02-second)</b>, 2 * 3 <em>four</em>, 5*6*7, \*no\*, *open.

* item

1. one, in
   2015\. Then
2. two

- three in
  2016\. Then

No list.

    indented $code$ [x](y)

\htmlonly[block]<img class="picture" src="chapters/01-first/first.svg" alt="A &quot;picture&quot;."/>\endhtmlonly\latexonly\bookpicture{chapters/01-first/first.svg}\endlatexonly

### The idea {#chapter-01-first--the-idea-1}

\htmlonly[block]<details>\endhtmlonly\htmlonly[block]<summary>\endhtmlonlyMore\htmlonly[block]</summary>\endhtmlonly

 text
\htmlonly[block]</details>\endhtmlonly

\if site \htmlonly[block]<hr/>\endhtmlonly On pages of their own: \subpage chapters-01-first-first-c "first.c" · \subpage answers-01-first "answers to the exercises"

Next: [2. Second](@ref chapter-02-second)

\endif
]=])
write(chapters/02-second/README.md "# 2. Second\n\n*Builds on [chapter 1](../01-first/README.md).*\n\n## B\n")
write(chapters/02-second/more.md "# More\n\nsrc/layers/sum.c\n\n---\n\nBack.\n")
filter(chapters/02-second/more.md "# More {#chapters-02-second-more-md}

[src/layers/sum.c](@ref src-layers-sum-c)

\\if site \\htmlonly[block]<hr/>\\endhtmlonly

Back.

\\endif
")
filter(chapters/02-second/README.md "# 2. Second {#chapter-02-second}

<em>Builds on [chapter 1](@ref chapter-01-first).</em>

## B {#chapter-02-second--b}

\\if site \\htmlonly[block]<hr/>\\endhtmlonly On pages of their own: \\subpage chapters-02-second-more-md \"More\"

\\endif
")
filter(docs/answers/01-first.md [=[
# Answers to chapter 1 {#answers-01-first}

<b>1.</b> One.

\if site

---

Go on: [2. Second](@ref chapter-02-second)

\endif
]=])
filter(docs/front-page.md [=[
# A book {#mainpage}

Begin with [the first](@ref chapter-01-first--the-idea).
]=])
filter(src/layers/sum.h [=[
/**
 * @file
 * @brief Sums.
 */
typedef struct {
    int a; /**< two */     int *b; /**< two */ 
    int c; /**< one */
} sum_shape;
/** @file

The code: [sum.c](@ref src-layers-sum-c) · Its test: [sum_test.c](@ref tests-layers-sum-test-c) · Told in: [1. First](@ref chapter-01-first), [More](@ref chapters-02-second-more-md)
*/
]=])

# ---- Weaving -------------------------------------------------------------------------------------
write(src/layers/sum.c [=[
/*
 * Sums, as <they> are. Another & sentence with a_b, *words* and 2 * 3.
 */
#include "layers/sum.h"

/* ---- Helpers ------ */

static int helper(int a) /* a */
{
    return a; /* `` */
}

/*
 * Forward.
 *
 *   y = x[n]
 *     + 1
 *
 * Notes
 * - One,
 *   and more.
 * - `char *` two \n.
 */
int sum(int x)
{
    /* inside */
    return helper(x);
}

int other(void)
{
    return 1;
}
]=])
set(weave ${TOOLS}/weave ${root} ${root}/pages.txt ${root}/pages)
run(0 "" ${weave})
file(READ ${SCRATCH}/pages/src-layers-sum-c.md woven)
same(pages/src-layers-sum-c.md [=[
# sum.c

\htmlonly<span class="path">src/layers/sum.c</span>\endhtmlonly\latexonly\bookpath{src/layers/sum.c}\endlatexonly

The contract: [sum.h](@ref src/layers/sum.h) · Its test: [sum_test.c](@ref tests-layers-sum-test-c) · Told in: [1. First](@ref chapter-01-first), [More](@ref chapters-02-second-more-md)

<!-- woven -->


Sums, as &lt;they&gt; are. Another &amp; sentence with a_b, *words* and 2 \* 3.


```c
#include "layers/sum.h"
```

## Helpers

```c
static int helper(int a) /* a */
{
    return a; /* `` */
}
```

### sum()


Forward.


````text
  y = x[n]
    + 1
````



**Notes**


- One,
  and more.
- `char *` two \\n.


```c
int sum(int x)
{
    /* inside */
    return helper(x);
}
```

### other()

```c
int other(void)
{
    return 1;
}
```

]=])
run(0 "checks, 0 failed" ${WOVEN_TEST} ${root} ${root}/pages.txt ${root}/pages)
same(pages/folder-src-layers.md [=[
# src/layers

- \subpage src-layers-sum-c "sum.c":
  Sums, as &lt;they&gt; are.
- [sum.h](@ref src/layers/sum.h):
  Sums.
]=])

# A byte of code, a word of a comment, a line that is lost: each is seen.
foreach(drift "return 1|return 2" "and more|and less" "    + 1|    - 1" "### other|### another text"
        "- One|- Two" "    /* inside */\n|")
  string(REPLACE "|" ";" drift "${drift}")
  list(GET drift 0 from)
  list(GET drift 1 to)
  string(REPLACE "${from}" "${to}" spoilt "${woven}")
  if(spoilt STREQUAL woven)
    message(SEND_ERROR "the page holds no \"${from}\", so that nothing was spoilt")
  endif()
  if(NOT from STREQUAL "### other")
    write(pages/src-layers-sum-c.md "${spoilt}")
    run(1 "src/layers/sum.c:" ${WOVEN_TEST} ${root} ${root}/pages.txt ${root}/pages)
  endif()
endforeach()
string(FIND "${woven}" "### other()" cut)
string(SUBSTRING "${woven}" 0 ${cut} spoilt)
write(pages/src-layers-sum-c.md "${spoilt}")
run(1 "ends before its line" ${WOVEN_TEST} ${root} ${root}/pages.txt ${root}/pages)

# ---- The map -------------------------------------------------------------------------------------
set(map ${TOOLS}/chapter_map ${root} ${root}/pages.txt ${root}/pages)
run(0 "" ${map})
file(READ ${SCRATCH}/pages/chapters.md chapters)
file(READ ${SCRATCH}/pages/chapter_map.html map_itself)
string(APPEND chapters "${map_itself}")
foreach(expected "\\subpage chapter-01-first \"1. First\": an end" "class=\"from-0 to-1\""
        "href=\"chapter-02-second.html\"><span>2. Second</span>")
  string(FIND "${chapters}" "${expected}" found)
  if(found EQUAL -1)
    message(SEND_ERROR "the map\n${chapters}\nlacks ${expected}")
  endif()
endforeach()
write(chapters/02-second/README.md "# 2. Second\n")
run(1 "does not say what it builds on" ${map})

# ---- The finished site: one mistake after the other ----------------------------------------------
file(MAKE_DIRECTORY ${SCRATCH}/html)
# site(<text of chapter 1> <exit status> <part of what is printed>)
function(site text status message)
  write(html/chapter-01-first.html "<html><body><div class=\"contents\">${text}
<p class=\"formulaDsp\">
\\[
x \\\\[1ex] y
\\]
</p><p class=\"formulaDsp\">
\\[
z
\\]
</p><p class=\"formulaDsp\">
\\[
z
\\]
</p>Next: <a href=\"chapter-02-second.html\">2</a></div></body></html>\n")
  run(${status} "${message}" ${TOOLS}/site_check ${root} ${root}/pages.txt ${root}/html
      chapter-01-first.html chapter-02-second.html)
endfunction()
write(html/chapter-02-second.html "<html><div class=\"contents\"><a id=\"b\"></a>
Previous: <a href=\"chapter-01-first.html\">1</a></div></html>\n")
write(html/book.css "\n")
site("<a href=\"chapter-02-second.html#b\">b</a> <link href=\"book.css\"/> \\(x\\) <code>$$</code>
<a href=\"https://example.org/\">x</a> <div class=\"line\">\\(</div>" 0 "2 pages, 2 chapters")
site("<a href=\"missing.html\">x</a>" 1 "chapter-01-first.html:1: dead link: missing.html")
site("<a href=\"chapter-02-second.html#c\">x</a>" 1 "dead link: chapter-02-second.html#c")
site("<img src=\"missing.svg\"/>" 1 "dead link: missing.svg")
site("$$ x $$" 1 "left in the text: $$ x")
site("\\f$ x" 1 "left in the text")
site("\\(x" 1 "4 formulas begin and 3 end")
site("" 0 "3 formulas")
write(html/chapter-02-second.html "<html><div class=\"contents\">Nothing</div></html>\n")
site("" 1 "chapter-02-second.html: no link \"Previous\" to chapter-01-first.html")
file(REMOVE ${SCRATCH}/html/chapter-02-second.html)
run(1 "has no page chapter-02-second.html" ${TOOLS}/site_check ${root} ${root}/pages.txt ${root}/html
    chapter-01-first.html)

# ---- The page that is printed --------------------------------------------------------------------
write(html/chapter-01-first.html "<head><script type=\"text/x-mathjax-config\">m</script>
<link href=\"doxygen.css\" rel=\"stylesheet\"/></head><div class=\"title\">1. First</div>
<div class=\"contents\">contents<div class=\"textblock\"><p>Text <a href=\"answers-01-first.html\">a</a>
<a href=\"answers-01-first.html#x\">b</a> <a href=\"#y\">c</a> <a href=\"sum_8h.html#z\">d</a>
<a href=\"https://example.org/\">e</a></p><hr/><p>In between</p><hr/><p>Next: 2</p></div>
</div><!-- contents -->\n")
write(html/answers-01-first.html "<div class=\"title\">Answers</div>
<div class=\"textblock\"><p>One.</p></div></div><!-- contents -->\n")
run(0 "" ${TOOLS}/print_version ${root}/html ${root}/print.html "A book" chapter-01-first.html
    answers-01-first.html)
file(READ ${SCRATCH}/print.html print)
foreach(expected "<title>A book</title>" "x-mathjax-config\">m</script>"
        "<li><a href=\"#answers-01-first.html\">Answers</a></li>"
        "Text <a href=\"#answers-01-first.html\">a</a>" "<a href=\"#x\">b</a>" "<a href=\"#y\">c</a>"
        "<a>d</a>" "<a href=\"https://example.org/\">e</a>" "In between" "<p>One.</p>")
  string(FIND "${print}" "${expected}" found)
  if(found EQUAL -1)
    message(SEND_ERROR "the page that is printed\n${print}\nlacks ${expected}")
  endif()
endforeach()
if(print MATCHES "Next: 2")
  message(SEND_ERROR "the page that is printed\n${print}\nhas a way on to another page")
endif()
run(1 "cannot be" ${TOOLS}/print_version ${root}/html ${root}/print.html "A book" missing.html)
