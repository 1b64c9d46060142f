# Takes each layer out of the library in turn, and links the tests of all other layers without it. What
# links without a file is not changed by any change of that file: only the layer's own test can fail.
#
#   cmake -DLAYERS=... -DCC=... -DLINK_FLAGS=... -DFOLDER=... -P apart.cmake
#
# A faster version is the same layer: fully_connected_fast.c uses functions of fully_connected.c.
cmake_minimum_required(VERSION 3.25)
include(${LAYERS}) # AR, layers, and of each its test's objects and its libraries
separate_arguments(LINK_FLAGS UNIX_COMMAND "${LINK_FLAGS}")
file(REMOVE_RECURSE ${FOLDER})
file(MAKE_DIRECTORY ${FOLDER})
set(pairs 0)
set(bound 0)
foreach(missing IN LISTS layers)
  string(REGEX REPLACE "_fast$" "" layer ${missing})
  foreach(test IN LISTS layers)
    string(REGEX REPLACE "_fast$" "" tested ${test})
    if(tested STREQUAL layer)
      continue()
    endif()
    file(COPY_FILE ${library_${test}} ${FOLDER}/without.a)
    execute_process(COMMAND ${AR} d ${FOLDER}/without.a ${missing}.c.o RESULT_VARIABLE failed)
    if(failed)
      message(FATAL_ERROR "${missing}.c.o cannot be taken out of ${library_${test}}")
    endif()
    execute_process(COMMAND ${CC} ${objects_${test}} ${checker_${test}} ${FOLDER}/without.a -lm
                            ${LINK_FLAGS} -o ${FOLDER}/test
                    RESULT_VARIABLE failed OUTPUT_QUIET ERROR_VARIABLE why)
    math(EXPR pairs "${pairs} + 1")
    if(failed)
      math(EXPR bound "${bound} + 1")
      message("${test}_test needs ${missing}.c: ${why}")
    endif()
  endforeach()
endforeach()
file(REMOVE_RECURSE ${FOLDER})
message("${pairs} pairs of a test and another layer: ${bound} are bound together")
if(bound GREATER 0)
  message(FATAL_ERROR "tests depend on other layers")
endif()
