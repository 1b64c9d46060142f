# Builds the small book in fixture/ with the functions that the real chapters use, sees all its
# checks pass, then spoils one thing after the other and sees the right check fail:
#
#   cmake -D BOOK=<root> -D TOOLS=<folder of the programs> -D SCRATCH=<folder to write in>
#         -D GENERATOR=<generator> -D COMPILER=<C compiler> -P book_test.cmake
cmake_minimum_required(VERSION 3.25)
set(original ${CMAKE_CURRENT_LIST_DIR}/fixture)
set(book ${SCRATCH}/book)
set(build ${SCRATCH}/build)
set(text chapters/01-doubling/README.md)
file(REMOVE_RECURSE ${SCRATCH})
file(COPY ${original}/ DESTINATION ${book})

# run(<pass|fail> <messages> <command>...): the messages, parted by '|', are in what it prints
function(run expected messages)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output
                  ERROR_VARIABLE output TIMEOUT 60)
  set(outcome fail)
  if(result STREQUAL "0")
    set(outcome pass)
  endif()
  string(REGEX REPLACE "[ \n]+" " " words "${output}") # CMake breaks lines where it likes
  string(REPLACE "|" ";" messages "${messages}")
  foreach(message ${messages})
    string(FIND "${words}" "${message}" found)
    if(NOT outcome STREQUAL expected OR found EQUAL -1)
      message(SEND_ERROR "${ARGN}\nended with ${result}, expected to ${expected}; printed\n${output}"
                         "\nexpected in it: ${message}")
    endif()
  endforeach()
endfunction()

function(configure expected message)
  run(${expected} "${message}" ${CMAKE_COMMAND} -G ${GENERATOR} -S ${book} -B ${build}
      -D CMAKE_C_COMPILER=${COMPILER} -D CMAKE_C_COMPILER_WORKS=1 -D BOOK=${BOOK} -D TOOLS=${TOOLS})
endfunction()

function(build expected message)
  run(${expected} "${message}" ${CMAKE_COMMAND} --build ${build} -j 2 ${ARGN})
endfunction()

function(check expected message)
  run(${expected} "${message}" ${CMAKE_CTEST_COMMAND} --test-dir ${build} --output-on-failure ${ARGN})
endfunction()

# spoil(<file> <from> <to>), restore(<file>)
function(spoil file from to)
  file(READ ${book}/${file} content)
  string(REPLACE "${from}" "${to}" spoiled "${content}")
  if(spoiled STREQUAL content)
    message(SEND_ERROR "${file} holds no \"${from}\", so that nothing was spoilt")
  endif()
  file(WRITE ${book}/${file} "${spoiled}")
endfunction()

function(restore file)
  file(READ ${original}/${file} content)
  file(WRITE ${book}/${file} "${content}")
endfunction()

# All is well.
configure(pass "Generating done")
build(pass "Breaking a copy of src/layers/doubling.c on purpose: sign")
check(pass "100% tests passed|chapter-01-output-unusable (Skipped)")
check(pass "doubling_test" -N -L "^chapter-01$")
build(pass " 3 gives 6.00|doubling of 1.5: 6.000|100% tests passed" --target chapter-01)

# The text drifts; the update target brings it back, byte for byte.
spoil(${text} "y += s.factor * x;\n    return" "y -= s.factor * x;\n    return")
check(fail "README.md:12: differs from src/layers/doubling.c" -R excerpts)
spoil(${text} "6.01 in 7 ms" "6.02 in 7 ms")
check(fail "the program: doubling 3 gives 6.00" -R show_doubling)
build(pass "README.md:6: block brought up to date" --target chapter-01-update)
check(pass "100% tests passed")
restore(${text})
spoil(${text} "<!-- output: one -->" "<!-- output: two -->")
check(fail "the build knows no output \"two\"|shows the output one nowhere" -L chapter-01)
restore(${text})

# The code drifts so that a patch no longer fits; another patch breaks nothing that its test
# notices; and a program fails by itself. Everything still builds, and the checks tell.
spoil(src/layers/doubling.c "int i = 0" "int i = +0")
spoil(${text} "+        y -= s.factor * x;" "+        y += x * s.factor;")
spoil(chapters/02-tripling/tripling.c "return 0" "return 1")
build(pass "the patch no longer fits src/layers/doubling.c")
check(fail "chapter-01-excerpts (Failed)|chapter-01-patch-factor (Failed)\
|chapter-01-breaks-factor (Not Run)|the broken program passes|the program failed (1)")
restore(src/layers/doubling.c)
restore(${text})
restore(chapters/02-tripling/tripling.c)

# A program that uses what no chapter so far has introduced does not link.
spoil(chapters/01-doubling/show_doubling.c "i, (doubling" "tripling_forward(i), (doubling")
spoil(chapters/01-doubling/show_doubling.c "int main" "double tripling_forward(double x);\n\nint main")
build(fail "tripling_forward" --target chapter-01-program)
restore(chapters/01-doubling/show_doubling.c)

# Chapters that name files wrongly, or forget one.
spoil(chapters/02-tripling/CMakeLists.txt "src/layers/tripling.c" "src/layers/quadrupling.c")
configure(fail "chapter 02 uses src/layers/quadrupling.c, which does not exist")
restore(chapters/02-tripling/CMakeLists.txt)
spoil(chapters/02-tripling/CMakeLists.txt "src/layers/tripling.c" "src/layers/doubling.c")
configure(fail "chapter 02 uses src/layers/doubling.c, which chapter 01 has introduced")
restore(chapters/02-tripling/CMakeLists.txt)
spoil(${text} "`src/layers/doubling.c`" "doubling.c")
spoil(${text} "src/layers/doubling.c" "src/layers/doubling.h")
check(fail "never mentions src/layers/doubling.c" -R chapter-01-blocks)
restore(${text})
file(WRITE ${book}/src/layers/forgotten.c "int forgotten;\n")
check(fail "no chapter uses src/layers/forgotten.c" -R every-source)
