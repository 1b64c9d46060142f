# Each tool is given texts that have drifted from what they describe, and must say so; and texts
# that have not, and must be content:
#
#   cmake -D TOOLS=<folder of the programs> -D SCRATCH=<folder to write in> -P tools_test.cmake
cmake_minimum_required(VERSION 3.25)
file(REMOVE_RECURSE ${SCRATCH})
file(MAKE_DIRECTORY ${SCRATCH})
set(checks 0)

# expect(<exit status> <part of what is printed> <tool> [<argument>...])
function(expect status message tool)
  execute_process(COMMAND ${TOOLS}/tie_${tool} ${ARGN} WORKING_DIRECTORY ${SCRATCH}
                  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output TIMEOUT 10)
  string(FIND "${output}" "${message}" found)
  if(NOT result STREQUAL "${status}" OR found EQUAL -1)
    message(SEND_ERROR "tie_${tool} ${ARGN}\nended with ${result}, expected ${status}; printed\n"
                       "${output}\nexpected in it: ${message}")
  endif()
  math(EXPR count "${checks} + 1")
  set(checks ${count} PARENT_SCOPE)
endfunction()

# write(<file> <content>)
function(write file content)
  file(WRITE ${SCRATCH}/${file} "${content}")
endfunction()

# change(<file> <from> <to>): plants a drift
function(change file from to)
  file(READ ${SCRATCH}/${file} content)
  string(REPLACE "${from}" "${to}" changed "${content}")
  if(changed STREQUAL content)
    message(SEND_ERROR "${file} holds no \"${from}\", so that nothing was planted")
  endif()
  file(WRITE ${SCRATCH}/${file} "${changed}")
endfunction()

# same(<file> <other>): both must have the same bytes
function(same file other)
  file(READ ${SCRATCH}/${file} a HEX)
  file(READ ${SCRATCH}/${other} b HEX)
  if(NOT a STREQUAL b)
    message(SEND_ERROR "${file} differs from ${other}")
  endif()
endfunction()

# ---------------------------------------------------------------------------------- usage
foreach(tool excerpts outputs patch blocks links pictures)
  expect(2 "usage: tie_${tool}" ${tool})
endforeach()

# ------------------------------------------------------------------------------- excerpts
write(src/layers/sum.h [=[
/** @brief Numbers. */
typedef struct {
    int n;
} sum_shape;

int sum(const int *x, sum_shape s);
]=])
write(src/layers/sum.c [=[
#include "layers/sum.h"

/* The sum of n numbers; */
int sum(const int *x, sum_shape s)
{
    int y = 0;
    for (int i = 0; i < s.n; i++)
        y += x[i];
    return y;
}

int twice(int x)
{
    return x + x;
}
]=])
set(good [=[
# Sums

<!-- excerpt: src/layers/sum.h sum_shape sum -->
```c
typedef struct {
    int n;
} sum_shape;

int sum(const int *x, sum_shape s);
```

<!-- excerpt: src/layers/sum.c sum with comment -->
```c
/* The sum of n numbers; */
int sum(const int *x, sum_shape s)
{
    int y = 0;
    for (int i = 0; i < s.n; i++)
        y += x[i];
    return y;
}
```
]=])
write(good.md "${good}")
expect(0 "2 excerpts" excerpts . good.md)

# One character; the message has both lines. Then the update makes it right, and changes nothing
# more.
write(text.md "${good}")
change(text.md "y += x" "y -= x")
expect(1 "text.md:19: differs from src/layers/sum.c" excerpts . text.md)
expect(1 "  the source:         y += x[i]" excerpts . text.md)
expect(1 "  the text:           y -= x[i]" excerpts . text.md)
expect(1 "hint: " excerpts . text.md)
expect(0 "text.md:13: block brought up to date" excerpts --update . text.md)
same(text.md good.md)
expect(0 "2 excerpts" excerpts --update . text.md)
same(text.md good.md)

write(text.md "${good}")
change(text.md "    return y;\n" "")
expect(1 "the text:   }" excerpts . text.md)
write(text.md "${good}")
change(text.md "    return y;\n}\n" "    return y;\n}\n\n")
expect(1 "(ends here)" excerpts . text.md)
write(text.md "${good}")
change(text.md "    return y;\n}\n" "    return y;\n")
expect(1 "the text:   (ends here)" excerpts . text.md)
write(text.md "${good}")
change(text.md "sum_shape s)\n{" "sum_shape s)\n{ ")
expect(1 "text.md:16: differs" excerpts . text.md)

# An author writes the marker and an empty block.
write(text.md "<!-- excerpt: src/layers/sum.c twice -->\n```c\n```\n")
expect(1 "text.md:3: differs" excerpts . text.md)
expect(0 "brought up to date" excerpts --update . text.md)
write(wanted.md "<!-- excerpt: src/layers/sum.c twice -->\n```c\nint twice(int x)\n{\n    return x + x;\n}\n```\n")
same(text.md wanted.md)

# Markers that name nothing.
write(text.md "${good}")
change(text.md "sum.h sum_shape" "sum.h mean_shape")
expect(1 "text.md:3: src/layers/sum.h defines no mean_shape" excerpts . text.md)
expect(1 "defines no mean_shape" excerpts --update . text.md)
write(text.md "${good}")
change(text.md "src/layers/sum.c" "src/layers/mean.c")
expect(1 "src/layers/mean.c, which cannot be read" excerpts . text.md)
write(text.md "<!-- excerpt: src/layers/sum.c -->\n```c\n```\n")
expect(1 "at least one name" excerpts . text.md)
write(text.md "<!-- excerpt: -->\n```c\n```\n")
expect(1 "names no file" excerpts . text.md)
write(text.md "<!-- excerpt: src/layers sum -->\n```c\n```\n")
expect(1 "cannot be read" excerpts . text.md)
write(text.md "<!-- excerpt: src/layers/sum.c sum -->\n\n```c\n```\n")
expect(1 "text.md:1: a marker without a block" excerpts . text.md)
write(text.md "<!-- excerpt: src/layers/sum.c sum --> x\n```c\n```\n")
expect(1 "a marker ends with" excerpts . text.md)
write(text.md "<!-- excerpt: a b c d e f g h i j k l m n o p q -->\n```c\n```\n")
expect(1 "more than 16 words" excerpts . text.md)
expect(1 "nowhere.md: cannot be opened" excerpts . nowhere.md)

# Blocks inside a longer fence are text; a source with a fence in it would end its block.
write(text.md "````markdown\n<!-- excerpt: nowhere.c x -->\n```c\n```\n````\n")
expect(0 "0 excerpts" excerpts . text.md)
write(src/fence.c "int fence(void)\n{\n```\n}\n")
write(text.md "<!-- excerpt: src/fence.c fence -->\n```c\n```\n")
expect(1 "which would end this block" excerpts --update . text.md)
write(text.md "<!-- excerpt: src/fence.c fence -->\n````c\n````\n")
expect(0 "brought up to date" excerpts --update . text.md)
expect(0 "1 excerpts" excerpts . text.md)

# -------------------------------------------------------------------------------- outputs
write(real.txt "epoch 1\nloss 0.512\n\n3 of 10 right, in 12 ms\n")
set(good [=[
<!-- output: run -->
```console
$ ./run
epoch 1
loss 0.513

3 of 10 right, in 9.7 ms
```
]=])
write(good.md "${good}")
expect(0 "" outputs good.md run real.txt)
expect(1 "shows the output walk nowhere" outputs good.md walk real.txt)

foreach(drift "0.513|0.514" "epoch|epochs" "3 of 10|4 of 10" "0.513|0.51" " ms| s" "loss 0.513\n|" "epoch 1|epoch 1\nepoch 2")
  string(REPLACE "|" ";" drift "${drift}")
  list(GET drift 0 from)
  list(GET drift 1 to)
  write(text.md "${good}")
  change(text.md "${from}" "${to}")
  expect(1 "the output run differs from the text" outputs text.md run real.txt)
  expect(0 "text.md:2: block brought up to date" outputs --update text.md run real.txt)
  expect(0 "" outputs text.md run real.txt)
  write(before.md "")
  file(COPY_FILE ${SCRATCH}/text.md ${SCRATCH}/before.md)
  expect(0 "" outputs --update text.md run real.txt)
  same(text.md before.md)
endforeach()
write(text.md "${good}")
change(text.md "0.513" "0.514")
expect(1 "text.md:5: the output run differs from the text, in its line 2
  the text:    loss 0.514
  the program: loss 0.512
hint: " outputs text.md run real.txt)
change(text.md "output: run" "output: run within 2")
expect(0 "" outputs text.md run real.txt)
change(text.md "within 2" "within two")
expect(1 "text.md:1: expected <!-- output: name -->" outputs text.md run real.txt)

# Within the rules nothing is rewritten.
write(text.md "${good}")
expect(0 "" outputs --update text.md run real.txt)
same(text.md good.md)

# "..." skips lines; such a block is left to its author.
write(text.md "<!-- output: run -->\n```text\nepoch 1\n...\n3 of 10 right, in 1 ms\n```\n\n<!-- output: run -->\n```text\n...\nloss 0.512\n...\n```\n")
expect(0 "" outputs text.md run real.txt)
change(text.md "0.512" "0.712")
expect(1 "text.md:11: the output run" outputs text.md run real.txt)
expect(1 "must be edited by hand" outputs --update text.md run real.txt)

# Colours, "\r\n", and an empty output.
string(ASCII 27 escape)
write(colour.txt "${escape}[32mepoch${escape}[0m 1\r\nloss 0.512\r\n\r\n3 of 10 right, in 12 ms")
expect(0 "" outputs good.md run colour.txt)
write(nothing.txt "")
expect(1 "the program: (ends here)" outputs good.md run nothing.txt)
write(text.md "<!-- output: run -->\n```text\n```\n")
expect(0 "" outputs text.md run nothing.txt)
write(fence.txt "a\n```\nb\n")
expect(1 "which would end this block" outputs --update text.md run fence.txt)

# ---------------------------------------------------------------------------------- patch
set(good [=[
<!-- patch: sign src/layers/sum.c -->
```diff
     for (int i = 0; i < s.n; i++)
-        y += x[i];
+        y -= x[i]; /* ; */
     return y;
```
]=])
write(good.md "${good}")
expect(0 "" patch . good.md sign src/layers/sum.c)
expect(0 "" patch . good.md sign src/layers/sum.c copy.c)
file(READ ${SCRATCH}/src/layers/sum.c source)
string(REPLACE "y += x[i];" "y -= x[i]; /* ; */" wanted "#line 1 \"src/layers/sum.c\"\n${source}")
write(wanted.c "${wanted}")
same(copy.c wanted.c)

# Does not fit any more, fits twice, changes nothing, says no place.
write(text.md "${good}")
change(text.md "return y" "return z")
expect(1 "text.md:6: the patch no longer fits src/layers/sum.c" patch . text.md sign src/layers/sum.c)
expect(0 "no longer fits" patch . text.md sign src/layers/sum.c copy.c)
write(wanted.c "#line 1 \"src/layers/sum.c\"\n${source}")
same(copy.c wanted.c)
write(text.md "<!-- patch: sign src/layers/sum.c -->\n```diff\n }\n+/* x */\n```\n")
expect(1 "fits src/layers/sum.c twice, at its lines 10 and 15" patch . text.md sign src/layers/sum.c)
write(text.md "<!-- patch: sign src/layers/sum.c -->\n```diff\n     return y;\n```\n")
expect(1 "changes nothing" patch . text.md sign src/layers/sum.c)
write(text.md "<!-- patch: sign src/layers/sum.c -->\n```diff\n+int x;\n```\n")
expect(1 "no line that is in the source" patch . text.md sign src/layers/sum.c)
write(text.md "<!-- patch: sign src/layers/sum.c -->\n```diff\n@@ -1,2 +1,2 @@\n-    return y;\n```\n")
expect(1 "begins with a blank, '-' or '+'" patch . text.md sign src/layers/sum.c)
expect(1 "has no patch bias" patch . good.md bias src/layers/sum.c)
expect(1 "expected <!-- patch: sign src/layers/sum.h -->" patch . good.md sign src/layers/sum.h)
write(text.md "${good}\n${good}")
expect(1 "a second patch of the name sign" patch . text.md sign src/layers/sum.c)
expect(1 "cannot be written" patch . good.md sign src/layers/sum.c no/such/folder/copy.c)

# --------------------------------------------------------------------------------- blocks
set(good [=[
The file `src/layers/sum.c`.

<!-- excerpt: src/layers/sum.c sum -->
```c
```

<!-- output: run -->
```console
```

<!-- sketch: on paper -->
```c
y = 2 * x;
```

<!-- patch: sign src/layers/sum.c -->
```diff
```

```sh
ctest
```
]=])
set(known output run patch sign file src/layers/sum.c)
write(good.md "${good}")
expect(0 "5 blocks, of which 1 are sketches" blocks good.md ${known})
expect(1 "no output \"run\"" blocks good.md patch sign)
expect(1 "no patch \"sign\"" blocks good.md output run)
expect(1 "never mentions src/mean.c" blocks good.md ${known} file src/mean.c)
foreach(language c text console diff)
  write(text.md "```${language}\n```\n")
  expect(1 "text.md:1: this ```${language} block is tied to nothing" blocks text.md)
endforeach()
write(text.md "<!-- exerpt: src/layers/sum.c sum -->\n```c\n```\n")
expect(1 "tied to nothing" blocks text.md)
write(text.md "<!-- output: run -->\n```c\n```\n")
expect(1 "tied to nothing" blocks text.md output run)
write(text.md "```\n```\n")
expect(1 "does not say its language" blocks text.md)
write(text.md "<!-- output: run -->\n```sh\n```\n")
expect(1 "which is not checked" blocks text.md output run)
write(text.md "1. Run\n\n   <!-- output: run -->\n   ```text\n   ```\n")
expect(1 "must begin at the start of its line" blocks text.md output run)
write(text.md "> ```c\n> x\n> ```\n")
expect(1 "inside a quotation" blocks text.md)

# ---------------------------------------------------------------------------------- links
write(docs/page.md "# A page\n\n## The `code`, and C++ -- or not\n\n## Twice\n\n## Twice\n\n<a id=\"here\"></a>\n## Größe – 2 × 2 in [x](y.md)\n")
set(good [=[
# Start: it's 2 x 2

[a](docs/page.md) ![b](docs/page.md "title") [c](<docs/page.md>) [d](docs) [e](https://example.org/x)
[f](docs/page.md#a-page) [g](docs/page.md#the-code-and-c----or-not) [h](docs/page.md#twice-1)
[i](docs/page.md#here) [i](docs/page.md#größe--2--2-in-x) [j](#start-its-2-x-2) [k](docs/pag%65.md) <img src="docs/page.md">
<!-- [l](nowhere.md) `src/nowhere.c`

`nowhere()` -->

`src/layers/sum.c`, `src/layers/sum.c:12`, `src/layers/`, ``src/layers/sum.c``, `data/mnist/x.gz`,
`src/layers/<name>.c`, `src/layers/NAME.[ch]`, `chapters/NN-name/`, `src/...`, `cp src/layers/sum.c x`
`sum()`, `sum(x, s)`, `printf()`, `torch.add()`, `f(x)`, `[m](nowhere.md)`, \`src/nowhere.c

```sh
[n](nowhere.md) `src/nowhere.c` `nowhere()`
```

[o]: docs/page.md
]=])
write(good.md "${good}")
expect(0 "1 texts: " links . good.md -- src/layers/sum.c)
foreach(drift
    "(docs/page.md) |(docs/pages.md) |good.md:3: dead link: there is no docs/pages.md"
    "page.md \"t|pages.md \"t|dead link: there is no docs/pages.md"
    "<docs/page.md>|<docs/my page.md>|dead link: there is no docs/my page.md"
    "(docs) |(docs/none) |dead link: there is no docs/none"
    "#a-page|#A-page|dead link: docs/page.md has no heading #A-page"
    "#twice-1|#twice-2|no heading #twice-2"
    "c----or|c-or|no heading #the-code-and-c-or-not"
    "2-in-x|2-in-xymd|no heading #größe--2--2-in-xymd"
    "#here|#there|no heading #there"
    "#start-its|#start-it-s|dead link: this file has no heading #start-it-s-2-x-2"
    "pag%65|pag%66|there is no docs/pagf.md"
    "src=\"docs/page|src=\"docs/pages|there is no docs/pages.md"
    "[o]: docs/page|[o]: docs/pages|good.md:18: dead link"
    "(docs/page.md) |(/docs/page.md) |leads nowhere"
    "(docs/page.md) |() |leads nowhere"
    "(docs/page.md) |(src/layers/sum.c#L3) |cannot be checked"
    "`src/layers/sum.c`,|`src/layers/summ.c`,|there is no src/layers/summ.c"
    "sum.c:12|summ.c:12|there is no src/layers/summ.c"
    "`src/layers/`|`src/layer/`|there is no src/layer/"
    "``src/layers/sum.c``|``src/layers/summ.c``|there is no src/layers/summ.c"
    "cp src/layers/sum.c|cp src/layers/summ.c|there is no src/layers/summ.c"
    "`data/mnist/x.gz`|`data/x.gz`|there is no data/x.gz"
    "`sum()`|`summ()`|good.md:12: no source has a function summ()"
    "`sum()`|`decoy()`|no source has a function decoy()"
    "`printf()`|`printg()`|no source has a function printg()"
    "`f(x)`|`x` and `the()`|no source has a function the()")
  string(REPLACE "|" ";" drift "${drift}")
  list(GET drift 0 from)
  list(GET drift 1 to)
  list(GET drift 2 message)
  write(good.md "${good}")
  change(good.md "${from}" "${to}")
  expect(1 "${message}" links . good.md -- src/layers/sum.c)
endforeach()

# -------------------------------------------------------------------------------- hostile
write(empty.md "")
write(unclosed.md "<!-- excerpt: src/layers/sum.c sum -->\n```c\nint x;\n")
write(binary.md "x")
string(REPEAT "`![x](<!-- ```c " 20000 long)
write(long.md "${long}\n${long}")
string(REPEAT "9" 5000 digits)
write(digits.md "<!-- output: run -->\n```text\n${digits}.${digits}e${digits} s\n```\n")
write(odd.md "```\n~~~\n`````c\n```\n<!--\n<!-- output -->\n<!-- output:\n```text\n")
foreach(text empty unclosed long digits odd)
  foreach(tool "excerpts|.|${text}.md" "excerpts|--update|.|${text}.md" "outputs|${text}.md|run|real.txt"
               "outputs|${text}.md|run|${text}.md" "outputs|--update|${text}.md|run|long.md"
               "patch|.|${text}.md|sign|src/layers/sum.c" "blocks|${text}.md"
               "links|.|${text}.md|--|${text}.md")
    string(REPLACE "|" ";" tool "${tool}")
    list(POP_FRONT tool name)
    execute_process(COMMAND ${TOOLS}/tie_${name} ${tool} WORKING_DIRECTORY ${SCRATCH}
                    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output TIMEOUT 10)
    if(NOT result MATCHES "^[01]$")
      message(SEND_ERROR "tie_${name} ${tool} on a hostile text ended with ${result}\n${output}")
    endif()
    math(EXPR checks "${checks} + 1")
  endforeach()
endforeach()
write(unclosed.md "<!-- excerpt: src/layers/sum.c sum -->\n```c\nint x;\n")
expect(1 "unclosed.md:2: this block is never closed" excerpts --update . unclosed.md)
execute_process(COMMAND ${TOOLS}/tie_links ${TOOLS}/tie_links ${TOOLS}/tie_links -- x
                RESULT_VARIABLE result ERROR_VARIABLE output)
if(NOT output MATCHES "is no text: byte [0-9]+ is zero")
  message(SEND_ERROR "a program taken for a text: ${output}")
endif()
expect(1 "cannot be read" blocks src)

# ---- Lists ----------------------------------------------------------------------------------------
write(lists.md [=[
# T
- One,
  and more,
- two,
- three. It is 2
  or more.

1. One
2. two

A - B
<!-- c -->
* item

```c
x
- y
```
]=])
expect(0 "1 texts" lists lists.md)
write(accident.md "A number of (k\n+ 1) / 10.\n")
expect(1 "accident.md:2: this line begins an item of a list" lists accident.md)
write(accident.md "- One of (k\n  + 1) / 10.\n")
expect(1 "accident.md:2: this line begins an item of a list" lists accident.md)
write(accident.md "\$\$\nx\n- y\n\$\$\n")
expect(1 "accident.md:3: this line begins an item of a list" lists accident.md)
expect(2 "usage" lists)

# ---- Pictures ------------------------------------------------------------------------------------
write(kept.svg "<svg>\n<rect x=\"12.30\" fill=\"#0072b2\"/>\n<text>-3 of 10</text>\n</svg>\n")
write(near.svg "<svg>\n<rect x=\"12.34\" fill=\"#0172b0\"/>\n<text>-3 of 10</text>\n</svg>\n")
write(moved.svg "<svg>\n<rect x=\"12.36\" fill=\"#0072b2\"/>\n<text>-3 of 10</text>\n</svg>\n")
write(tinted.svg "<svg>\n<rect x=\"12.30\" fill=\"#0072b5\"/>\n<text>-3 of 10</text>\n</svg>\n")
write(reworded.svg "<svg>\n<rect x=\"12.30\" fill=\"#0072b2\"/>\n<text>-3 or 10</text>\n</svg>\n")
write(longer.svg "<svg>\n<rect x=\"12.30\" fill=\"#0072b2\"/>\n<text>-3 of 10</text>\n</svg>\n<!---->\n")
write(nothing.svg "")
expect(0 "" pictures kept.svg kept.svg)
expect(0 "" pictures kept.svg near.svg)
expect(1 "kept.svg:2: the program now draws" pictures kept.svg moved.svg)
expect(1 "kept.svg:2: the program now draws" pictures kept.svg tinted.svg)
expect(1 "kept.svg:3: the program now draws" pictures kept.svg reworded.svg)
expect(1 "kept.svg:5: the program now draws" pictures kept.svg longer.svg)
expect(1 "drawn: (nothing)" pictures kept.svg nothing.svg)
expect(1 "hint: look at" pictures nothing.svg kept.svg)
expect(1 "missing.svg" pictures kept.svg missing.svg)
message("${checks} runs of the tools")
