# Makes the site:
#
#   cmake -D ROOT=<root> -D OUT=<folder> -D TOOLS=<folder of the programs> -D DOXYGEN=<doxygen>
#         [-D AWESOME=<folder of doxygen-awesome.css>] [-D MATHJAX=<folder of MathJax.js>]
#         -P build.cmake
#
# into OUT/html. Chapters, texts and sources are found by their folders, each time anew.
cmake_minimum_required(VERSION 3.25)
if(NOT DOXYGEN)
  message(FATAL_ERROR
    "the site is made by Doxygen, which is not installed here\n"
    "hint: on Debian or Ubuntu: apt install doxygen; for the theme and for formulas without a "
    "network also doxygen-awesome-css and libjs-mathjax. Then configure again.")
endif()
set(WORK ${OUT}/site) # what Doxygen is given
file(REMOVE_RECURSE ${OUT}/html ${WORK})
file(MAKE_DIRECTORY ${WORK}/pages)

# ---- What has a page, in the order of the book ---------------------------------------------------
file(GLOB chapters RELATIVE ${ROOT} ${ROOT}/chapters/*/README.md)
file(GLOB chapter_texts RELATIVE ${ROOT} ${ROOT}/chapters/*/*.md)
list(REMOVE_ITEM chapter_texts ${chapters})
file(GLOB answers RELATIVE ${ROOT} ${ROOT}/docs/answers/*.md)
file(GLOB texts RELATIVE ${ROOT} ${ROOT}/docs/*.md ${ROOT}/*.md ${ROOT}/data/*.md)
set(sources "")
foreach(folder src tests chapters docs data)
  file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/${folder}/*.c ${ROOT}/${folder}/*.h
       ${ROOT}/${folder}/*.cmake ${ROOT}/${folder}/CMakeLists.txt ${ROOT}/${folder}/*.in
       ${ROOT}/${folder}/*.py ${ROOT}/${folder}/*.css ${ROOT}/${folder}/*.js
       ${ROOT}/${folder}/*.sty)
  list(APPEND sources ${files})
endforeach()
list(FILTER sources EXCLUDE REGEX "/fixture/")
file(GLOB root_files RELATIVE ${ROOT} ${ROOT}/CMakeLists.txt ${ROOT}/CMakePresets.json
     ${ROOT}/LICENSE)
list(APPEND texts docs/tools/README.md)
# A header with functions in it, or of a chapter's program, is code; the others are contracts, which
# Doxygen reads.
set(contracts "")
set(listed "")
foreach(source ${sources})
  if(source MATCHES "[.]h$")
    file(READ ${ROOT}/${source} content)
    if(content MATCHES "\n{\n" OR source MATCHES "^chapters/")
      string(APPEND source " code")
    else()
      list(APPEND contracts ${source})
    endif()
  endif()
  list(APPEND listed ${source})
endforeach()
set(pages ${listed} ${chapters} ${chapter_texts} ${answers} ${texts} ${root_files})
list(JOIN pages "\n" lines)
file(WRITE ${WORK}/pages.txt "${lines}\n")

# ---- Pages that are made from them ---------------------------------------------------------------
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result)
  if(NOT result STREQUAL "0")
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "failed: ${command}")
  endif()
endfunction()

run(${TOOLS}/weave ${ROOT} ${WORK}/pages.txt ${WORK}/pages)
run(${TOOLS}/chapter_map ${ROOT} ${WORK}/pages.txt ${WORK}/pages)

# ---- What Doxygen reads --------------------------------------------------------------------------
# In the navigation, pages that belong to no other stand in this order.
set(front docs/front-page.md)
set(last docs/glossary.md docs/references.md ${texts})
list(REMOVE_ITEM last ${front})
list(REMOVE_DUPLICATES last)
set(input ${ROOT}/${front} ${WORK}/pages/chapters.md)
foreach(page ${chapters} ${chapter_texts} ${answers})
  list(APPEND input ${ROOT}/${page})
endforeach()
file(GLOB made ${WORK}/pages/*.md)
list(REMOVE_ITEM made ${WORK}/pages/chapters.md ${WORK}/pages/code.md)
list(APPEND input ${WORK}/pages/code.md ${made})
foreach(page ${last})
  list(APPEND input ${ROOT}/${page})
endforeach()
foreach(header ${contracts})
  list(APPEND input ${ROOT}/${header})
endforeach()

function(quote variable)
  list(TRANSFORM ARGN PREPEND "\"")
  list(TRANSFORM ARGN APPEND "\"")
  list(JOIN ARGN " \\\n                         " quoted)
  set(${variable} "${quoted}" PARENT_SCOPE)
endfunction()

# ---- How it looks --------------------------------------------------------------------------------
set(styles ${ROOT}/docs/site/book.css)
set(scripts ${ROOT}/docs/site/book.js)
set(head "<script type=\"text/javascript\" src=\"$relpath^book.js\"></script>")
if(AWESOME)
  list(PREPEND styles ${AWESOME}/doxygen-awesome.css ${AWESOME}/doxygen-awesome-sidebar-only.css
       ${AWESOME}/doxygen-awesome-sidebar-only-darkmode-toggle.css)
  foreach(part darkmode-toggle fragment-copy-button paragraph-link interactive-toc)
    list(APPEND scripts ${AWESOME}/doxygen-awesome-${part}.js)
    string(APPEND head "\n<script type=\"text/javascript\" "
                       "src=\"$relpath^doxygen-awesome-${part}.js\"></script>")
  endforeach()
  string(APPEND head "\n<script type=\"text/javascript\">DoxygenAwesomeDarkModeToggle.init();"
         "DoxygenAwesomeFragmentCopyButton.init();DoxygenAwesomeParagraphLink.init();"
         "DoxygenAwesomeInteractiveToc.init();</script>")
endif()

# Doxygen's own header and layout, of whichever version is here, with a few lines more.
run(${DOXYGEN} -w html ${WORK}/header.html ${WORK}/footer.html ${WORK}/doxygen.css)
file(READ ${WORK}/header.html header)
string(REPLACE "</head>" "${head}\n</head>" header "${header}")
file(WRITE ${WORK}/header.html "${header}")
run(${DOXYGEN} -l ${WORK}/layout.xml)
file(READ ${WORK}/layout.xml layout)
file(READ ${ROOT}/docs/site/menu.xml menu)
string(REGEX REPLACE "<navindex>.*</navindex>" "<navindex>\n${menu}</navindex>" layout "${layout}")
# On the page of a header, what it is about comes before the list of what it has.
string(FIND "${layout}" "<file>" start)
string(SUBSTRING "${layout}" 0 ${start} before)
string(SUBSTRING "${layout}" ${start} -1 after)
string(FIND "${after}" "</file>" end)
string(SUBSTRING "${after}" 0 ${end} file)
string(SUBSTRING "${after}" ${end} -1 after)
string(REGEX REPLACE "<detaileddescription[^>]*>" "" file "${file}")
string(REGEX REPLACE "<briefdescription[^>]*>" "<detaileddescription title=\"What it is\"/>"
       file "${file}")
set(layout "${before}${file}${after}")
file(WRITE ${WORK}/layout.xml "${layout}")

# ---- Formulas ------------------------------------------------------------------------------------
set(mathjax "https://cdn.jsdelivr.net/npm/mathjax@2")
if(MATHJAX)
  set(mathjax "mathjax")
  foreach(part MathJax.js extensions/tex2jax.js extensions/MathEvents.js extensions/MathMenu.js
          extensions/MathZoom.js extensions/toMathML.js extensions/TeX jax/input/TeX
          jax/element/mml jax/output/SVG/config.js jax/output/SVG/jax.js
          jax/output/SVG/autoload jax/output/SVG/fonts/TeX)
    get_filename_component(folder ${part} DIRECTORY)
    file(COPY ${MATHJAX}/${part} DESTINATION ${OUT}/html/mathjax/${folder} FOLLOW_SYMLINK_CHAIN)
  endforeach()
endif()

# ---- Pictures lie where they lie in the repository -----------------------------------------------
file(GLOB_RECURSE pictures RELATIVE ${ROOT} ${ROOT}/chapters/*.svg ${ROOT}/docs/*.svg
     ${ROOT}/chapters/*.png ${ROOT}/docs/*.png)
foreach(picture ${pictures})
  get_filename_component(folder ${picture} DIRECTORY)
  file(COPY ${ROOT}/${picture} DESTINATION ${OUT}/html/${folder})
endforeach()

# ---- Doxygen -------------------------------------------------------------------------------------
quote(INPUT ${input})
quote(STYLES ${styles})
quote(SCRIPTS ${scripts})
set(LIST ${WORK}/pages.txt)
set(MATHJAX ${mathjax})
configure_file(${ROOT}/docs/Doxyfile.in ${WORK}/Doxyfile @ONLY)
execute_process(COMMAND ${DOXYGEN} ${WORK}/Doxyfile RESULT_VARIABLE result)
if(NOT result STREQUAL "0")
  message(FATAL_ERROR "Doxygen has found something to complain of: see the lines above")
endif()
message(STATUS "The site: ${OUT}/html/index.html")
