# Makes a PDF of the finished site with a browser of the Chromium family, or with LaTeX:
#
#   cmake -D OUT=<folder of build.cmake> -D ROOT=<root> -D TOOLS=<folder of the programs>
#         [-D CHROMIUM=<program>] [-D PDFLATEX=<program> -D DOXYGEN=<program>
#         [-D RSVG_CONVERT=<program>]] [-D WITH=<chromium or latex>] -P pdf.cmake
#
# The chapters come first, then the layers' sources, the answers, the glossary and the references.
cmake_minimum_required(VERSION 3.25)
if(WITH AND NOT WITH MATCHES "^(chromium|latex)$")
  message(FATAL_ERROR "DOCS_PDF_WITH is ${WITH}; it can be chromium, latex, or empty")
endif()
set(latex_packages
    "texlive-latex-extra texlive-plain-generic texlive-fonts-recommended lmodern librsvg2-bin")
if(PDFLATEX AND (WITH STREQUAL "latex" OR NOT (WITH OR CHROMIUM)))
  include(${CMAKE_CURRENT_LIST_DIR}/latex.cmake)
  return()
endif()
set(chapters "")
file(GLOB first_texts RELATIVE ${OUT}/html ${OUT}/html/chapter-*.html)
foreach(first ${first_texts}) # a chapter's other texts follow it
  string(REGEX REPLACE "chapter-(.*).html" "chapters-\\1-*-md.html" others ${first})
  file(GLOB others RELATIVE ${OUT}/html ${OUT}/html/${others})
  list(APPEND chapters ${first} ${others})
endforeach()
file(GLOB layers RELATIVE ${OUT}/html
     ${OUT}/html/src-layers-*-c.html ${OUT}/html/src-network-*-c.html)
file(GLOB answers RELATIVE ${OUT}/html ${OUT}/html/answers-*.html)
set(print ${OUT}/html/print.html)
execute_process(COMMAND ${TOOLS}/print_version ${OUT}/html ${print}
                        "A neural network, from the first multiplication"
                        ${chapters} ${layers} ${answers} glossary.html references.html
                RESULT_VARIABLE result)
if(NOT result STREQUAL "0")
  message(FATAL_ERROR "the pages cannot be put together")
endif()
file(COPY ${ROOT}/docs/site/print.css DESTINATION ${OUT}/html)
if(NOT CHROMIUM OR WITH STREQUAL "latex")
  set(wanted "Chromium (or Chrome, or Edge) or by LaTeX (pdflatex), and neither is installed here")
  if(WITH STREQUAL "chromium")
    set(wanted "Chromium (or Chrome, or Edge), as DOCS_PDF_WITH says, which is not installed here")
  elseif(WITH STREQUAL "latex")
    set(wanted "LaTeX (pdflatex), as DOCS_PDF_WITH says, which is not installed here")
  endif()
  message(FATAL_ERROR
    "the PDF is made by ${wanted}\n"
    "hint: on Debian or Ubuntu: apt install chromium, or: apt install ${latex_packages}; "
    "then configure again. Or open\n${print}\nin any browser, and print it to a file.")
endif()

# No sandbox: root and containers have none, and the only page that is opened is the one above. Time
# is the browser's own: it goes on as soon as MathJax has nothing left to do.
set(profile ${OUT}/site/browser)
set(browser ${CHROMIUM} --headless --no-sandbox --disable-gpu --disable-quic --no-first-run
    --disable-background-networking --disable-component-update --disable-sync
    --user-data-dir=${profile} --virtual-time-budget=120000)
execute_process(COMMAND ${browser} --dump-dom file://${print} RESULT_VARIABLE result
                OUTPUT_VARIABLE dom ERROR_QUIET TIMEOUT 300)
string(REGEX MATCHALL "<script type=.math/tex" formulas "${dom}")
string(REGEX MATCHALL "<span class=.MathJax_SVG. id" rendered "${dom}")
list(LENGTH formulas formula_count)
list(LENGTH rendered rendered_count)
if(NOT result STREQUAL "0" OR formula_count EQUAL 0 OR NOT formula_count EQUAL rendered_count)
  message(FATAL_ERROR "of ${formula_count} formulas ${rendered_count} are set\n"
                      "hint: without the package libjs-mathjax they need a network")
endif()
execute_process(COMMAND ${browser} --no-pdf-header-footer --generate-pdf-document-outline
                        --print-to-pdf=${OUT}/book.pdf file://${print}
                RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output TIMEOUT 300)
if(NOT result STREQUAL "0" OR NOT EXISTS ${OUT}/book.pdf)
  message(FATAL_ERROR "Chromium has made no PDF:\n${output}")
endif()
file(REMOVE_RECURSE ${profile})
message(STATUS "The book, with ${formula_count} formulas: ${OUT}/book.pdf")
