# Runs a program, captures what it prints (errors too), and compares it with a text:
#
#   cmake -D EXPECTED=<pass|fail> -D TOOL=<tie_outputs> -D TEXT=<text.md> -D NAME=<name>
#         -D CAPTURED=<file> -P capture.cmake -- <program> [<argument>...]
#
# With UPDATE_TEXTS in the environment the text is rewritten. Exit status 77 of the program means
# that it cannot run here (no MNIST): then the output is not checked, and CTest shows it as
# skipped.
cmake_minimum_required(VERSION 3.25)

set(command "")
set(is_command FALSE)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(i RANGE ${last})
  if(is_command)
    string(REPLACE ";" "\\;" word "${CMAKE_ARGV${i}}")
    list(APPEND command "${word}")
  elseif(CMAKE_ARGV${i} STREQUAL "--")
    set(is_command TRUE)
  endif()
endforeach()

execute_process(COMMAND ${command} OUTPUT_FILE "${CAPTURED}" ERROR_FILE "${CAPTURED}"
                RESULT_VARIABLE result)
if(result STREQUAL "77")
  message("${NAME}: the program cannot run here (exit status 77), so this output is not checked")
  return()
endif()
if(EXPECTED STREQUAL "pass" AND NOT result STREQUAL "0")
  file(READ "${CAPTURED}" output)
  message("${output}")
  message(FATAL_ERROR "${NAME}: the program failed (${result}); expected it to succeed. "
                      "Above is what it printed.")
elseif(EXPECTED STREQUAL "fail" AND result STREQUAL "0")
  message(FATAL_ERROR "${NAME}: the broken program passes; expected it to fail.\n"
                      "hint: does the test check what the patch breaks?")
endif()

set(update "")
if(DEFINED ENV{UPDATE_TEXTS})
  set(update --update)
endif()
execute_process(COMMAND "${TOOL}" ${update} "${TEXT}" ${NAME} "${CAPTURED}" RESULT_VARIABLE result)
if(NOT result STREQUAL "0")
  message(FATAL_ERROR "${NAME}: the text and the program do not agree, see above.\n"
                      "The whole output is in ${CAPTURED}")
endif()
