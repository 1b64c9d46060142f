# What the CMakeLists.txt of a chapter says:
#
#   chapter(<number> [SOURCES <file>...] [USES <file>...] [TESTS <target>...] [REAL float|double])
#
# SOURCES  The chapter's program, which is named after the first of them. It is linked with the
#          files that this chapter and the chapters before it use, and with nothing else of the
#          project: the linker proves that the chapters build on each other. Its output is the
#          output of that name in the text. In CMake it is the target chapter-<number>-program.
# USES     The files that this chapter introduces, named from the root of the repository, as in
#          src/layers/conv2d.c. Headers that have no .c of the same name are listed, too. The text
#          mentions each of them.
# TESTS    The tests that belong to the chapter: they get its label.
# REAL     The number type of the program; float if nothing is said.
#
# It ties README.md beside it to the code (docs/tools/tied_text.cmake, which also has text_output
# and text_patch) and makes the target chapter-<number>, which runs the program, the tests and the
# checks of the text, and shows them.
#
#   every_source_has_a_chapter()
#
# comes after the last chapter, and adds a test that each .c and .h of src/ is used by one of them.
include(${CMAKE_CURRENT_LIST_DIR}/../docs/tools/tied_text.cmake)

function(chapter number)
  cmake_parse_arguments(CHAPTER "" "REAL" "SOURCES;USES;TESTS" ${ARGN})
  if(CHAPTER_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "chapter(${number} ...) does not know ${CHAPTER_UNPARSED_ARGUMENTS}")
  endif()
  set(label chapter-${number})
  tied_text(${label} README.md)
  foreach(file ${CHAPTER_USES})
    introduce_file(${number} ${file})
  endforeach()
  if(CHAPTER_SOURCES)
    add_chapter_program(${label}-program "${CHAPTER_SOURCES}" "${CHAPTER_REAL}")
    get_target_property(name ${label}-program OUTPUT_NAME)
    text_output(${name} COMMAND ${label}-program)
  endif()
  if(BUILD_TESTING)
    foreach(test ${CHAPTER_TESTS})
      # Read by label_with_chapters(), when the test is made.
      set_property(GLOBAL APPEND PROPERTY CHAPTERS_OF_${test} ${label})
    endforeach()
    set_property(GLOBAL PROPERTY CHAPTER_TESTS_${label} ${CHAPTER_TESTS})
    cmake_language(EVAL CODE "cmake_language(DEFER CALL finish_chapter [[${label}]])")
  endif()
endfunction()

function(introduce_file number file)
  if(NOT EXISTS ${PROJECT_SOURCE_DIR}/${file})
    message(FATAL_ERROR "chapter ${number} uses ${file}, which does not exist\n"
                        "hint: files are named from the root, as in src/layers/conv2d.c")
  endif()
  get_property(earlier GLOBAL PROPERTY CHAPTER_OF_${file})
  if(earlier)
    message(FATAL_ERROR "chapter ${number} uses ${file}, which chapter ${earlier} has introduced\n"
                        "hint: leave it out here; files of earlier chapters are linked anyway")
  endif()
  set_property(GLOBAL PROPERTY CHAPTER_OF_${file} ${number})
  set_property(GLOBAL APPEND PROPERTY CHAPTER_FILES ${file})
  set_property(GLOBAL APPEND PROPERTY TEXT_KNOWN_chapter-${number} file ${file})
endfunction()

# The program takes the introduced files' objects out of the library, one by one, instead of linking
# the library; nothing is compiled twice. Files that are not in the library are compiled with it.
function(add_chapter_program program sources real)
  if(real STREQUAL "" OR real STREQUAL "float")
    set(library cnn)
  elseif(real STREQUAL "double")
    set(library cnn_double)
  else()
    message(FATAL_ERROR "${program}: REAL is ${real}; expected float or double")
  endif()
  get_target_property(library_sources ${library} SOURCES)
  get_property(files GLOBAL PROPERTY CHAPTER_FILES)
  set(in_library "")
  foreach(file ${files})
    string(REGEX REPLACE "^src/" "" library_source ${file})
    if(library_source IN_LIST library_sources)
      list(APPEND in_library ${library_source})
    elseif(file MATCHES "[.]c$")
      list(APPEND sources ${PROJECT_SOURCE_DIR}/${file})
    endif()
  endforeach()

  list(GET sources 0 first)
  get_filename_component(name ${first} NAME_WE)
  add_executable(${program} ${sources})
  set_target_properties(${program} PROPERTIES OUTPUT_NAME ${name})
  if(in_library)
    list(JOIN in_library "|" pattern)
    string(REPLACE "." "[.]" pattern "${pattern}")
    # .../cnn.dir/layers/conv2d.c.o
    set(pattern "/${library}[.]dir/([.]/)?(${pattern})[.]o(bj)?$")
    set(objects "$<FILTER:$<TARGET_OBJECTS:${library}>,INCLUDE,${pattern}>")
    target_sources(${program} PRIVATE "${objects}")
    set_property(TARGET ${program} PROPERTY CHAPTER_OBJECTS "${objects}")
  endif()
  target_include_directories(${program} PRIVATE ${PROJECT_SOURCE_DIR}/src
                             ${PROJECT_SOURCE_DIR}/tests
                             ${PROJECT_SOURCE_DIR}/chapters)
  target_compile_definitions(${program}
                             PRIVATE $<TARGET_PROPERTY:${library},INTERFACE_COMPILE_DEFINITIONS>)
  get_target_property(system_libraries ${library} INTERFACE_LINK_LIBRARIES)
  target_link_libraries(${program} PRIVATE ${system_libraries})
endfunction()

function(finish_chapter label)
  get_property(tests GLOBAL PROPERTY CHAPTER_TESTS_${label})
  get_property(programs GLOBAL PROPERTY TEXT_PROGRAMS_${label})
  set(shown ${tests})
  if(TARGET ${label}-program)
    list(PREPEND shown ${label}-program)
  endif()
  set(commands "")
  foreach(program ${shown})
    list(APPEND commands COMMAND ${CMAKE_COMMAND} -P
         ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../docs/tools/run.cmake -- $<TARGET_FILE:${program}>)
  endforeach()
  add_custom_target(${label} ${commands}
    COMMAND ${CMAKE_CTEST_COMMAND} --test-dir ${CMAKE_BINARY_DIR} -C $<CONFIG>
            -L "^${label}$" -L "^docs$" --output-on-failure --no-tests=error
    USES_TERMINAL VERBATIM)
  add_dependencies(${label} ${tests} ${programs} tie_excerpts tie_outputs tie_patch tie_blocks)
endfunction()

# Called when a test has been made: adds the labels of the chapters that name it.
function(label_with_chapters test)
  get_property(labels GLOBAL PROPERTY CHAPTERS_OF_${test})
  if(labels)
    set_property(TEST ${test} APPEND PROPERTY LABELS ${labels})
  endif()
endfunction()

function(every_source_has_a_chapter)
  get_property(files GLOBAL PROPERTY CHAPTER_FILES)
  if(BUILD_TESTING)
    add_test(NAME every-source-has-a-chapter
             COMMAND ${CMAKE_COMMAND} -D ROOT=${PROJECT_SOURCE_DIR} -D "INTRODUCED=${files}"
                     -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/sources_have_chapters.cmake)
    set_tests_properties(every-source-has-a-chapter PROPERTIES LABELS docs TIMEOUT 60)
  endif()
endfunction()

# chapter_figure(<number> <picture.svg> <figure.c> [REAL float|double])
#
# The chapter's figure is drawn by a program of the project's own, linked with the whole library.
# The picture that is kept beside the text must be what the program draws (docs/tools/pictures.c);
# chapter-<number>-update draws it anew. A chapter may have several figures, each by its own program.
function(chapter_figure number picture source)
  cmake_parse_arguments(FIGURE "" "REAL" "" ${ARGN})
  if(FIGURE_REAL STREQUAL "double")
    set(library cnn_double)
  else()
    set(library cnn)
  endif()
  get_filename_component(name ${source} NAME_WE)
  set(program chapter-${number}-${name})
  add_executable(${program} ${source})
  target_include_directories(${program} PRIVATE ${PROJECT_SOURCE_DIR}/chapters)
  target_link_libraries(${program} PRIVATE ${library})
  add_custom_target(${program}-update COMMAND ${program} ${CMAKE_CURRENT_SOURCE_DIR}/${picture}
                    COMMENT "Drawing ${picture}" VERBATIM)
  if(BUILD_TESTING)
    set_property(GLOBAL APPEND PROPERTY TEXT_PROGRAMS_chapter-${number} ${program} tie_pictures)
    cmake_language(EVAL CODE
      "cmake_language(DEFER CALL add_dependencies chapter-${number}-update ${program}-update)")
    add_test(NAME chapter-${number}-draws-${picture} COMMAND ${program} ${picture})
    add_test(NAME chapter-${number}-figure-${picture}
             COMMAND tie_pictures ${CMAKE_CURRENT_SOURCE_DIR}/${picture} ${picture})
    set_tests_properties(chapter-${number}-draws-${picture} PROPERTIES
                         FIXTURES_SETUP ${program} LABELS "chapter-${number};docs")
    set_tests_properties(chapter-${number}-figure-${picture} PROPERTIES
                         FIXTURES_REQUIRED ${program} LABELS "chapter-${number};docs")
  endif()
endfunction()
