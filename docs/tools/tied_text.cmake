# Ties a Markdown text to the code, in CTest. README.md beside this file says how an author uses it.
#
#   tied_text(<label> <text.md>)
#       Checks the text's excerpts, and that none of its blocks is tied to nothing.
#       Makes the target <label>-update, which rewrites excerpts and outputs.
#
#   text_output(<name> COMMAND <target> [<argument>...])
#       Checks the blocks marked <!-- output: name --> against what the program prints.
#
#   text_patch(<name> TEST <target> [<argument>...] SOURCE <file> [STILL_PASSES])
#       Applies the block marked <!-- patch: name file --> to a copy of the file, builds the test
#       with the copy in the file's place, and checks that the test fails (STILL_PASSES: does not) and
#       prints what the blocks marked <!-- output: name --> show.
#
# text_output and text_patch belong to the last tied_text of the same CMakeLists.txt. All these
# tests have the labels <label> and "docs". Files are named from the root of the repository.

function(tied_text label text)
  set_property(DIRECTORY PROPERTY TEXT_LABEL ${label})
  set_property(DIRECTORY PROPERTY TEXT_FILE ${CMAKE_CURRENT_SOURCE_DIR}/${text})
  if(BUILD_TESTING)
    add_test(NAME ${label}-excerpts
             COMMAND tie_excerpts ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR}/${text})
    set_tests_properties(${label}-excerpts PROPERTIES LABELS "${label};docs" TIMEOUT 60)
    # At the end of this CMakeLists.txt all outputs and patches are known.
    cmake_language(EVAL CODE
                   "cmake_language(DEFER CALL finish_text [[${label}]] [[${text}]])")
  endif()
endfunction()

function(finish_text label text)
  get_property(known GLOBAL PROPERTY TEXT_KNOWN_${label})
  add_test(NAME ${label}-blocks
           COMMAND tie_blocks ${CMAKE_CURRENT_SOURCE_DIR}/${text} ${known})
  set_tests_properties(${label}-blocks PROPERTIES LABELS "${label};docs" TIMEOUT 60)

  # The outputs are compared once more with UPDATE_TEXTS set, one after the other, since all of them
  # write the same file.
  add_custom_target(${label}-update
    COMMAND tie_excerpts --update ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR}/${text}
    COMMAND ${CMAKE_COMMAND} -E env UPDATE_TEXTS=1
            ${CMAKE_CTEST_COMMAND} --test-dir ${CMAKE_BINARY_DIR} -C $<CONFIG> -j 1
            -L "^${label}$" -L "^docs$" --output-on-failure
    USES_TERMINAL VERBATIM)
  get_property(programs GLOBAL PROPERTY TEXT_PROGRAMS_${label})
  add_dependencies(${label}-update tie_excerpts tie_outputs tie_patch tie_blocks ${programs})
endfunction()

# Run a program, capture what it prints, compare. `expected` is pass or fail.
function(add_capture_test test name expected)
  get_property(label DIRECTORY PROPERTY TEXT_LABEL)
  get_property(text DIRECTORY PROPERTY TEXT_FILE)
  add_test(NAME ${test}
           COMMAND ${CMAKE_COMMAND} -D EXPECTED=${expected} -D TOOL=$<TARGET_FILE:tie_outputs>
                   -D TEXT=${text} -D NAME=${name}
                   -D CAPTURED=${CMAKE_CURRENT_BINARY_DIR}/${test}.txt
                   -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/capture.cmake -- ${ARGN}
           WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
  set_tests_properties(${test} PROPERTIES LABELS "${label};docs" TIMEOUT 600
                       SKIP_REGULAR_EXPRESSION "this output is not checked")
endfunction()

function(text_output name)
  cmake_parse_arguments(OUTPUT "" "" "COMMAND" ${ARGN})
  list(POP_FRONT OUTPUT_COMMAND target)
  if(NOT target OR OUTPUT_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "expected text_output(<name> COMMAND <target> [<argument>...])")
  endif()
  if(BUILD_TESTING)
    get_property(label DIRECTORY PROPERTY TEXT_LABEL)
    add_capture_test(${label}-output-${name} ${name} pass
                     $<TARGET_FILE:${target}> ${OUTPUT_COMMAND})
    set_property(GLOBAL APPEND PROPERTY TEXT_KNOWN_${label} output ${name})
    set_property(GLOBAL APPEND PROPERTY TEXT_PROGRAMS_${label} ${target})
  endif()
endfunction()

function(text_patch name)
  cmake_parse_arguments(PATCH "STILL_PASSES" "SOURCE" "TEST" ${ARGN})
  list(POP_FRONT PATCH_TEST test)
  if(NOT test OR NOT PATCH_SOURCE OR PATCH_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "expected "
            "text_patch(<name> TEST <target> [<argument>...] SOURCE <file> [STILL_PASSES])")
  endif()
  if(NOT BUILD_TESTING)
    return()
  endif()
  get_property(label DIRECTORY PROPERTY TEXT_LABEL)
  get_property(text DIRECTORY PROPERTY TEXT_FILE)
  get_filename_component(file ${PATCH_SOURCE} NAME)
  set(copy ${CMAKE_CURRENT_BINARY_DIR}/${name}/${file})
  file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/${name})
  add_custom_command(OUTPUT ${copy}
    COMMAND tie_patch ${PROJECT_SOURCE_DIR} ${text} ${name} ${PATCH_SOURCE} ${copy}
    DEPENDS tie_patch ${text} ${PROJECT_SOURCE_DIR}/${PATCH_SOURCE}
    COMMENT "Breaking a copy of ${PATCH_SOURCE} on purpose: ${name}" VERBATIM)

  # The broken file and the objects of the test come before the library, so that the linker never
  # takes the library's version. The test's own object of that file, if it has one, is left out.
  set(objects $<TARGET_OBJECTS:${test}>)
  if(TARGET ${test})
    get_target_property(library_objects ${test} CHAPTER_OBJECTS)
    if(library_objects)
      list(APPEND objects ${library_objects})
    endif()
  endif()
  string(REPLACE "." "[.]" pattern "/${file}")
  set(broken ${label}-broken-${name})
  add_executable(${broken} ${copy} "$<FILTER:${objects},EXCLUDE,${pattern}[.]o(bj)?$>")
  target_include_directories(${broken} PRIVATE $<TARGET_PROPERTY:${test},INCLUDE_DIRECTORIES>)
  target_compile_definitions(${broken} PRIVATE $<TARGET_PROPERTY:${test},COMPILE_DEFINITIONS>)
  # Broken code may leave a variable unused.
  target_compile_options(${broken} PRIVATE -w)
  target_link_libraries(${broken} PRIVATE $<TARGET_PROPERTY:${test},LINK_LIBRARIES>)

  # Under the name of the test whose place it takes, in case it says its own name.
  set_target_properties(${broken} PROPERTIES OUTPUT_NAME ${test}
                        RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/${name})

  # First that the patch fits; a copy that it did not fit is not broken, and says nothing.
  add_test(NAME ${label}-patch-${name}
           COMMAND tie_patch ${PROJECT_SOURCE_DIR} ${text} ${name} ${PATCH_SOURCE})
  set_tests_properties(${label}-patch-${name} PROPERTIES LABELS "${label};docs" TIMEOUT 60
                       FIXTURES_SETUP ${label}-patch-${name})
  if(PATCH_STILL_PASSES)
    set(expected pass)
  else()
    set(expected fail)
  endif()
  add_capture_test(${label}-breaks-${name} ${name} ${expected} $<TARGET_FILE:${broken}>
                   ${PATCH_TEST})
  set_tests_properties(${label}-breaks-${name} PROPERTIES FIXTURES_REQUIRED ${label}-patch-${name})
  set_property(GLOBAL APPEND PROPERTY TEXT_KNOWN_${label} patch ${name} output ${name})
  set_property(GLOBAL APPEND PROPERTY TEXT_PROGRAMS_${label} ${broken})
endfunction()
