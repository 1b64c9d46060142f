# Runs a program for the reader, in the open: cmake -P run.cmake -- <program>
# Exit status 77 means that it cannot run here (no MNIST), which is no failure.
cmake_minimum_required(VERSION 3.25)
execute_process(COMMAND "${CMAKE_ARGV4}" RESULT_VARIABLE result)
if(result STREQUAL "77")
  message("(skipped: it cannot run here)")
elseif(NOT result STREQUAL "0")
  message(FATAL_ERROR "${CMAKE_ARGV4} failed: ${result}")
endif()
