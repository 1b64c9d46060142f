# Makes the PDF of the site that site_test has made, with LaTeX, and checks it: every chapter is in
# its table of contents, every picture and every character has arrived, no link leads nowhere, and
# what is meant for the site is not there. Without LaTeX it is skipped:
#
#   cmake -D ROOT=<root> -D SCRATCH=<folder of site_test> -D DOXYGEN=<program>
#         -D PDFLATEX=<program> -D RSVG_CONVERT=<program> -P pdf_test.cmake
cmake_minimum_required(VERSION 3.25)
if(NOT DOXYGEN OR NOT PDFLATEX)
  message("skipped: Doxygen or LaTeX is not installed here")
  return()
endif()
file(REMOVE ${SCRATCH}/book.pdf)
execute_process(COMMAND ${CMAKE_COMMAND} -D ROOT=${ROOT} -D OUT=${SCRATCH} -D DOXYGEN=${DOXYGEN}
                        -D PDFLATEX=${PDFLATEX} -D RSVG_CONVERT=${RSVG_CONVERT} -D WITH=latex
                        -P ${ROOT}/docs/site/pdf.cmake
                RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result STREQUAL "0" AND output MATCHES "sty' not found")
  message("skipped: LaTeX lacks packages here\n${output}")
  return()
endif()
if(NOT result STREQUAL "0" OR NOT EXISTS ${SCRATCH}/book.pdf)
  message(FATAL_ERROR "LaTeX has made no PDF, and ended with ${result}:\n${output}")
endif()

file(READ ${SCRATCH}/latex/book.toc contents)
file(READ ${SCRATCH}/latex/book.tex book)
file(GLOB chapters ${ROOT}/chapters/*/README.md)
foreach(chapter ${chapters})
  get_filename_component(name ${chapter} DIRECTORY)
  get_filename_component(name ${name} NAME)
  string(FIND "${book}" "\\input{chapter-${name}}" found)
  if(found EQUAL -1)
    message(SEND_ERROR "${name} is not in the book")
  endif()
endforeach()
string(REGEX MATCHALL "\n.input{" pages "${book}")
string(REGEX MATCHALL "contentsline {chapter}" entries "${contents}")
list(LENGTH pages page_count)
list(LENGTH entries entry_count)
if(NOT entry_count EQUAL page_count)
  message(SEND_ERROR "of ${page_count} pages, ${entry_count} are in the table of contents")
endif()

file(GLOB texts ${SCRATCH}/latex/*.tex)
list(REMOVE_ITEM texts ${SCRATCH}/latex/book.tex ${SCRATCH}/latex/refman.tex)
set(picture_count 0)
foreach(text ${texts})
  file(READ ${text} content)
  string(REGEX MATCHALL "bookpicture{[^}]*}" pictures "${content}")
  foreach(picture ${pictures})
    string(REGEX REPLACE "bookpicture{(.*)}" "\\1" picture ${picture})
    math(EXPR picture_count "${picture_count} + 1")
    if(RSVG_CONVERT AND NOT EXISTS ${SCRATCH}/latex/${picture}.pdf)
      message(SEND_ERROR "${text}: there is no ${picture}.pdf")
    endif()
  endforeach()
  if(content MATCHES "On pages of their own|(Previous|Next|Go on).{1,3}: .mbox")
    message(SEND_ERROR "${text}: \"${CMAKE_MATCH_0}\" is for the site")
  endif()
endforeach()

file(STRINGS ${SCRATCH}/latex/book.log complaints
     REGEX "Missing character|has been referenced but does not exist|undefined references")
if(complaints)
  list(JOIN complaints "\n" complaints)
  message(SEND_ERROR "something has not arrived:\n${complaints}")
endif()
message("${page_count} pages with ${picture_count} pictures")
