# Makes the whole site in a folder of its own and checks it: Doxygen warns of nothing, every source
# is woven whole, every link leads somewhere, each chapter has its page and the way on, every
# formula has arrived. Without Doxygen it is skipped:
#
#   cmake -D ROOT=<root> -D TOOLS=<folder of the programs> -D SCRATCH=<folder to write in>
#         -D WOVEN_TEST=<program> -D DOXYGEN=<doxygen> -D AWESOME=<folder> -D MATHJAX=<folder>
#         -P site_test.cmake
cmake_minimum_required(VERSION 3.25)
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
