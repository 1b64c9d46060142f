# Mutates one source file, and sees which mutants its test finds out.
#
#   cmake -DSOURCE=... -DTEST_OBJECTS=... ... -P run.cmake       see CMakeLists.txt beside this file
#
# Each mutant is compiled. One that does not compile is none; one whose object code is that of the
# original computes the same. The others are linked with the objects of the layer's test, which must
# fail, or not come to an end. Mutants that compute the same though their code differs are listed in
# equivalent.txt with the reason.
cmake_minimum_required(VERSION 3.25)
string(REPLACE "," ";" FLAGS "${FLAGS}")
string(REPLACE "," ";" TEST_OBJECTS "${TEST_OBJECTS}")
string(REPLACE "," ";" LIBRARIES "${LIBRARIES}")
separate_arguments(LINK_FLAGS UNIX_COMMAND "${LINK_FLAGS}")
get_filename_component(name ${SOURCE} NAME_WE)
set(folder ${FOLDER}/${name})
file(REMOVE_RECURSE ${folder})
file(MAKE_DIRECTORY ${folder})

function(compile source object result)
  execute_process(COMMAND ${CC} ${FLAGS} -w -c ${source} -o ${object}
                  RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET TIMEOUT 120)
  set(${result} ${failed} PARENT_SCOPE)
endfunction()

# Known not to matter: lines "file | changed line [a -> b] | reason".
file(STRINGS ${EQUIVALENT} lines)
set(known)
foreach(line IN LISTS lines)
  if(line MATCHES "^${name}\\.c \\| (.*) \\| ")
    string(REGEX REPLACE "^[^|]*\\| (.*) \\| [^|]*$" "\\1" key "${line}")
    string(MD5 key "${key}")
    list(APPEND known ${key})
  endif()
endforeach()

# The mutant lies where the original does, so that __FILE__ and __LINE__ are the same.
file(COPY_FILE ${SOURCE} ${folder}/${name}.c)
compile(${folder}/${name}.c ${folder}/original.o failed)
if(failed)
  message(FATAL_ERROR "${SOURCE} does not compile: ${CC} ${FLAGS}")
endif()
file(SHA256 ${folder}/original.o original)
execute_process(COMMAND ${MUTATE} ${SOURCE} OUTPUT_VARIABLE count OUTPUT_STRIP_TRAILING_WHITESPACE)

set(killed 0)
set(timed_out 0)
set(no_program 0)
set(identical 0)
set(listed 0)
set(survived 0)
math(EXPR last "${count} - 1")
foreach(number RANGE ${last})
  execute_process(COMMAND ${MUTATE} ${SOURCE} ${number} ${folder}/${name}.c
                  OUTPUT_VARIABLE what OUTPUT_STRIP_TRAILING_WHITESPACE)
  compile(${folder}/${name}.c ${folder}/mutant.o failed)
  if(failed)
    math(EXPR no_program "${no_program} + 1")
    continue()
  endif()
  file(SHA256 ${folder}/mutant.o object)
  if(object STREQUAL original)
    math(EXPR identical "${identical} + 1")
    continue()
  endif()
  execute_process(COMMAND ${CC} ${folder}/mutant.o ${TEST_OBJECTS} ${LIBRARIES} -lm ${LINK_FLAGS}
                          -o ${folder}/test
                  RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
  if(failed)
    math(EXPR no_program "${no_program} + 1")
    continue()
  endif()
  execute_process(COMMAND ${folder}/test RESULT_VARIABLE result OUTPUT_QUIET ERROR_QUIET
                  TIMEOUT ${TIME_LIMIT})
  if(result MATCHES "timeout")
    math(EXPR timed_out "${timed_out} + 1")
  elseif(NOT result EQUAL 0)
    math(EXPR killed "${killed} + 1")
  else()
    string(REGEX REPLACE "^[0-9]+: " "" key "${what}")
    string(REGEX REPLACE " +\\[([^[]*) -> ([^[]*)\\]$" " [\\1 -> \\2]" key "${key}")
    string(MD5 hash "${key}")
    if(hash IN_LIST known)
      math(EXPR listed "${listed} + 1")
    else()
      math(EXPR survived "${survived} + 1")
      message("SURVIVED ${name}.c:${what}")
    endif()
  endif()
endforeach()
file(REMOVE_RECURSE ${folder})

math(EXPR mutants "${count} - ${no_program}")
message("${name}.c: ${mutants} mutants: ${killed} killed, ${timed_out} did not come to an end, "
        "${identical} with identical object code, ${listed} listed as equivalent, "
        "${survived} survived")
if(survived GREATER 0)
  message(FATAL_ERROR "${survived} mutants survived")
endif()
