# Makes the whole site in a folder of its own and checks it: Doxygen warns of nothing, every source
# is woven whole, every link leads somewhere, each chapter has its page and the way on, every
# formula has arrived. And whoever lacks a program is told which. Without Doxygen most is skipped:
#
#   cmake -D ROOT=<root> -D TOOLS=<folder of the programs> -D SCRATCH=<folder to write in>
#         -D WOVEN_TEST=<program> -D DOXYGEN=<doxygen> -D AWESOME=<folder> -D MATHJAX=<folder>
#         -P site_test.cmake
cmake_minimum_required(VERSION 3.25)

# says(<script> <part of its message> [<option>...]): it fails, and says why
function(says script message)
  execute_process(COMMAND ${CMAKE_COMMAND} -D ROOT=${ROOT} -D TOOLS=${TOOLS} -D OUT=${SCRATCH}
                          ${ARGN} -P ${ROOT}/docs/site/${script}
                  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  string(REGEX REPLACE "[ \n]+" " " output "${output}")
  string(FIND "${output}" "${message}" found)
  if(result STREQUAL "0" OR found EQUAL -1)
    message(SEND_ERROR "${script} ended with ${result} and printed\n${output}\n"
                       "expected a failure, and in it: ${message}")
  endif()
endfunction()
says(build.cmake "made by Doxygen, which is not installed here hint:")
if(NOT DOXYGEN)
  message("skipped: Doxygen is not installed here; on Debian or Ubuntu: apt install doxygen")
  return()
endif()

execute_process(COMMAND ${CMAKE_COMMAND} -D ROOT=${ROOT} -D TOOLS=${TOOLS} -D OUT=${SCRATCH}
                        -D DOXYGEN=${DOXYGEN} -D AWESOME=${AWESOME} -D MATHJAX=${MATHJAX}
                        -P ${ROOT}/docs/site/build.cmake
                RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result STREQUAL "0")
  message(FATAL_ERROR "the site is not made without a warning:\n${output}")
endif()

execute_process(COMMAND ${WOVEN_TEST} ${ROOT} ${SCRATCH}/site/pages.txt ${SCRATCH}/site/pages
                RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
message("${output}")
if(NOT result STREQUAL "0")
  message(FATAL_ERROR "a page lacks something of its source, or has more, see above")
endif()

file(GLOB html RELATIVE ${SCRATCH}/html ${SCRATCH}/html/*.html)
execute_process(COMMAND ${TOOLS}/site_check ${ROOT} ${SCRATCH}/site/pages.txt ${SCRATCH}/html
                        ${html}
                RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
message("${output}")
if(NOT result STREQUAL "0")
  message(FATAL_ERROR "the site has dead ends, see above")
endif()

says(pdf.cmake "or by LaTeX (pdflatex), and neither is installed here hint:")
says(pdf.cmake "by LaTeX (pdflatex), as DOCS_PDF_WITH says, which is not" -D WITH=latex -D CHROMIUM=x)
says(pdf.cmake "DOCS_PDF_WITH is ink" -D WITH=ink)
says(pdf.cmake "LaTeX has made no PDF" -D PDFLATEX=missing -D DOXYGEN=${DOXYGEN})
execute_process(COMMAND ${TOOLS}/site_check ${ROOT} ${SCRATCH}/site/pages.txt ${SCRATCH}/html
                        ${html} print.html
                RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
message("${output}")
if(NOT result STREQUAL "0")
  message(FATAL_ERROR "the page that is printed has dead ends, see above")
endif()
