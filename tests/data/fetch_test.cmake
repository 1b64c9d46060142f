# Runs data/fetch.cmake on mirrors that are folders of this machine: absent ones, one with wrong
# files, and, where MNIST_DIR names the real files, one with the right ones.
#
#   cmake -DFETCH=<fetch.cmake> -DFOLDER=<to work in> -P fetch_test.cmake
cmake_minimum_required(VERSION 3.25)
set(mnist "$ENV{MNIST_DIR}")
unset(ENV{MNIST_DIR})
file(REMOVE_RECURSE ${FOLDER})
file(MAKE_DIRECTORY ${FOLDER}/wrong ${FOLDER}/right)
set(files t10k-labels-idx1-ubyte train-labels-idx1-ubyte t10k-images-idx3-ubyte
          train-images-idx3-ubyte)
find_program(GZIP NAMES gzip REQUIRED)

# expect(<what> <exit status is 0> "<regular expression>" <options of fetch.cmake>...)
function(expect what good words)
  execute_process(COMMAND ${CMAKE_COMMAND} -DFOLDER=${FOLDER}/mnist ${ARGN} -P ${FETCH}
                  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE error)
  string(REGEX REPLACE "[ \n]+" " " text "${output}${error}")
  string(COMPARE EQUAL "${result}" 0 is_good)
  if((good AND NOT is_good) OR (NOT good AND is_good) OR NOT text MATCHES "${words}")
    message(FATAL_ERROR "${what}: exit status ${result}\nexpected to find: ${words}\n"
                        "found: ${output}${error}")
  endif()
endfunction()

function(expect_files what)
  file(GLOB found RELATIVE ${FOLDER}/mnist ${FOLDER}/mnist/*)
  set(expected ${ARGN})
  list(SORT expected)
  if(NOT "${found}" STREQUAL "${expected}")
    message(FATAL_ERROR "${what}: found '${found}', expected '${expected}'")
  endif()
endfunction()

set(absent file://${FOLDER}/absent)
set(wrong file://${FOLDER}/wrong)
expect("no mirror" FALSE "MNIST could not be fetched: file.*hint: by hand: get" -DMIRRORS=${absent})
expect_files("no mirror")
expect("no mirror, tolerant" TRUE "MNIST could not be fetched" -DMIRRORS=${absent} -DTOLERANT=ON)
expect("a second mirror" FALSE "absent.*; file://.*/wrong: " "-DMIRRORS=${absent} ${wrong}")

file(WRITE ${FOLDER}/wrong/t10k-labels-idx1-ubyte.gz "<html>not found</html>")
expect("a web page" FALSE "not a gzip file" -DMIRRORS=${wrong})
file(WRITE ${FOLDER}/other "other labels")
execute_process(COMMAND ${GZIP} -c ${FOLDER}/other
                OUTPUT_FILE ${FOLDER}/wrong/t10k-labels-idx1-ubyte.gz COMMAND_ERROR_IS_FATAL ANY)
expect("another file" FALSE "is not MNIST's t10k-labels-idx1-ubyte" -DMIRRORS=${wrong})
expect_files("another file")

set(ENV{MNIST_DIR} elsewhere)
expect("MNIST elsewhere" TRUE "nothing to fetch" -DMIRRORS=${absent} -DTOLERANT=ON)
expect("MNIST elsewhere, but asked for" FALSE "could not be fetched" -DMIRRORS=${absent})
unset(ENV{MNIST_DIR})

if(NOT EXISTS "${mnist}/train-images-idx3-ubyte")
  message("without MNIST_DIR, only failures have been tested")
  return()
endif()
foreach(file ${files})
  execute_process(COMMAND ${GZIP} -1c ${mnist}/${file} OUTPUT_FILE ${FOLDER}/right/${file}.gz
                  COMMAND_ERROR_IS_FATAL ANY)
endforeach()
file(MAKE_DIRECTORY ${FOLDER}/mnist)
file(WRITE ${FOLDER}/mnist/train-labels-idx1-ubyte "a damaged file")
expect("the right mirror" TRUE "fetching.*MNIST is in" "-DMIRRORS=${wrong} file://${FOLDER}/right")
expect_files("the right mirror" ${files})
expect("nothing to do" TRUE "^-- MNIST is in" -DMIRRORS=${absent})
file(REMOVE_RECURSE ${FOLDER})
