# Checks that every source is used by a chapter; a header goes with the .c of its name:
#   cmake -D ROOT=<root> -D INTRODUCED=<files> -P sources_have_chapters.cmake
cmake_minimum_required(VERSION 3.25)
file(GLOB_RECURSE sources RELATIVE ${ROOT} ${ROOT}/src/*.c ${ROOT}/src/*.h)
foreach(source ${sources})
  string(REGEX REPLACE "[.]h$" ".c" partner ${source})
  if(NOT source IN_LIST INTRODUCED AND NOT partner IN_LIST INTRODUCED)
    message(SEND_ERROR "no chapter uses ${source}\n"
                       "hint: name it behind USES in the CMakeLists.txt of the chapter or appendix "
                       "that explains it")
  endif()
endforeach()
