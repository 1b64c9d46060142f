# Mutates one source file, and sees which mutants its test finds out.
#
#   cmake -DSOURCE=... -DTEST_OBJECTS=... ... -P run.cmake       see CMakeLists.txt beside this file
#
# Each mutant is compiled. One that does not compile is none; one whose object code is that of the
# original computes the same. The others are linked with the objects of the layer's test, which must
# fail, or not come to an end, with or without --refusals. Mutants that compute the same though their
# code differs are listed in equivalent.txt with the reason; [*] stands for all changes of a line.
#
# Of a long file, with hundreds of mutants and a test of seconds, every EVERY-th may have to do.
#
# For each function it is told how many mutants were killed, and how many of these by a wrong element
# of which the test printed both numbers. (The others: refusals that stay away, crashes, no end; the
# environment variable MUTATION_VERBOSE lists them.)
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
  execute_process(COMMAND ${CC} ${FLAGS} ${ARGN} -w -c ${source} -o ${object}
                  RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET TIMEOUT 120)
  set(${result} ${failed} PARENT_SCOPE)
endfunction()

# Link an object file with the test, and run it in each of its ways until one fails.
function(try object result)
  set(limit ${TIME_LIMIT})
  if(ARGN) # sanitizers
    math(EXPR limit "4 * ${limit}")
  endif()
  execute_process(COMMAND ${CC} ${object} ${TEST_OBJECTS} ${LIBRARIES} -lm ${LINK_FLAGS} ${ARGN}
                          -o ${folder}/test
                  RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
  if(failed)
    set(${result} "not linked" PARENT_SCOPE)
    return()
  endif()
  foreach(options "" ${OPTIONS})
    execute_process(COMMAND ${folder}/test ${options} RESULT_VARIABLE code
                    OUTPUT_VARIABLE output ERROR_QUIET TIMEOUT ${limit})
    if(NOT code EQUAL 0)
      break()
    endif()
  endforeach()
  set(${result} ${code} PARENT_SCOPE)
  set(output "${output}" PARENT_SCOPE)
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
try(${folder}/original.o result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "the test of ${SOURCE} fails before anything is changed: ${result}")
endif()
file(SHA256 ${folder}/original.o original)

# A mutant that passes may have read or written where it must not. The sanitizers see that; but not in
# arrays that each thread has of its own, which are therefore made ordinary ones.
set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all -D_Thread_local=)
compile(${folder}/${name}.c ${folder}/sanitized.o failed ${sanitizers})
try(${folder}/sanitized.o result ${sanitizers})
if(failed OR NOT result EQUAL 0)
  message("${name}.c: no sanitizers: ${result}")
  set(sanitizers)
endif()
execute_process(COMMAND ${MUTATE} ${SOURCE} OUTPUT_VARIABLE count OUTPUT_STRIP_TRAILING_WHITESPACE)

set(killed 0)
set(sanitized 0)
set(timed_out 0)
set(no_program 0)
set(identical 0)
set(listed 0)
set(survived 0)
set(functions)
math(EXPR last "${count} - 1")
set(tried 0)
foreach(number RANGE 0 ${last} ${EVERY})
  math(EXPR tried "${tried} + 1")
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
  try(${folder}/mutant.o result)
  if(result EQUAL 0 AND sanitizers)
    compile(${folder}/${name}.c ${folder}/sanitized.o failed ${sanitizers})
    try(${folder}/sanitized.o result ${sanitizers})
    if(NOT result EQUAL 0)
      math(EXPR sanitized "${sanitized} + 1")
    endif()
  endif()
  if(result STREQUAL "not linked")
    math(EXPR no_program "${no_program} + 1")
    continue()
  endif()
  string(REGEX REPLACE " .*" "" function "${what}")
  if(NOT function IN_LIST functions)
    list(APPEND functions ${function})
    set(${function}_found 0)
    set(${function}_shown 0)
  endif()
  if(NOT result EQUAL 0)
    math(EXPR ${function}_found "${${function}_found} + 1")
    if(output MATCHES "(= |: )[^\n]*, expected [^\n]*")
      math(EXPR ${function}_shown "${${function}_shown} + 1")
    elseif(DEFINED ENV{MUTATION_VERBOSE})
      string(REGEX REPLACE ".*(Diagnosis)" "\\1" output "${output}")
      message("NO NUMBERS ${what}: ${result} ${output}")
    endif()
  endif()
  if(result MATCHES "timeout")
    math(EXPR timed_out "${timed_out} + 1")
  elseif(NOT result EQUAL 0)
    math(EXPR killed "${killed} + 1")
  else()
    string(REGEX REPLACE "^[^ ]* [0-9]+: " "" key "${what}")
    string(REGEX REPLACE " +\\[([^[]*) -> ([^[]*)\\]$" " [\\1 -> \\2]" key "${key}")
    string(REGEX REPLACE " +" " " key "${key}")
    string(MD5 hash "${key}")
    string(REGEX REPLACE " \\[[^ ].* -> nothing\\]$" " [*]" line "${key}")
    string(REGEX REPLACE " \\[[^[]*\\]$" " [*]" line "${line}")
    string(MD5 line "${line}")
    if(hash IN_LIST known OR line IN_LIST known)
      math(EXPR listed "${listed} + 1")
    else()
      math(EXPR survived "${survived} + 1")
      message("SURVIVED ${name}.c:${what}")
    endif()
  endif()
endforeach()
file(REMOVE_RECURSE ${folder})

math(EXPR mutants "${tried} - ${no_program}")
message("${name}.c: ${mutants} mutants (of ${count} changes): ${killed} killed (${sanitized} only by a sanitizer), "
        "${timed_out} did not come to an end, "
        "${identical} with identical object code, ${listed} listed as equivalent, "
        "${survived} survived")
foreach(function IN LISTS functions)
  message("  ${function}: ${${function}_found} found out, ${${function}_shown} with both numbers")
endforeach()
if(survived GREATER 0)
  message(FATAL_ERROR "${survived} mutants survived")
endif()
