# Fetches MNIST: the target `fetch` of the build runs
#
#   cmake -DFOLDER=data/mnist -P data/fetch.cmake
#
# FOLDER    where the four files go, uncompressed; those that are there and in order are left alone
# TOLERANT  if true, a failure is reported in one line and is no error; and MNIST is not fetched at
#           all where MNIST_DIR says that it is elsewhere
# MIRRORS   where to look, one after the other, with spaces between; the default is below
#
# Mirrors give the files compressed by gzip. What counts is the SHA-256 of the bytes that come out of
# it: a mirror that compresses again has another sum for the same data. A file takes its name only
# when it is whole and right, so that a program never sees half of one.
cmake_minimum_required(VERSION 3.25)

if(NOT DEFINED MIRRORS)
  set(MIRRORS "https://ossci-datasets.s3.amazonaws.com/mnist https://storage.googleapis.com/cvdf-datasets/mnist")
endif()
separate_arguments(MIRRORS)

# The smallest first: where there is no network, it is known after one short attempt at each mirror.
set(files t10k-labels-idx1-ubyte train-labels-idx1-ubyte t10k-images-idx3-ubyte
          train-images-idx3-ubyte)
set(sha256_t10k-labels-idx1-ubyte ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2)
set(sha256_train-labels-idx1-ubyte 65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5)
set(sha256_t10k-images-idx3-ubyte 0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7)
set(sha256_train-images-idx3-ubyte ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db)

# in_order(<variable> <path> <file>): is this file, byte for byte, what it should be?
function(in_order variable path file)
  set(${variable} FALSE PARENT_SCOPE)
  if(EXISTS ${path} AND NOT IS_DIRECTORY ${path})
    file(SHA256 ${path} sum)
    if(sum STREQUAL sha256_${file})
      set(${variable} TRUE PARENT_SCOPE)
    endif()
  endif()
endfunction()

# fetch_from(<mirror> <file>): sets `problem`, which is empty if all went well.
function(fetch_from mirror file)
  set(packed ${FOLDER}/${file}.gz.part)
  set(unpacked ${FOLDER}/${file}.part)
  set(time_limit)
  if(file MATCHES "labels")
    set(time_limit TIMEOUT 10)
  endif()
  message(STATUS "fetching ${mirror}/${file}.gz")
  file(DOWNLOAD ${mirror}/${file}.gz ${packed} STATUS status INACTIVITY_TIMEOUT 10 ${time_limit})
  list(GET status 0 code)
  list(GET status 1 problem)
  if(code EQUAL 0)
    set(problem)
    execute_process(COMMAND ${GZIP} -dc ${packed} OUTPUT_FILE ${unpacked} RESULT_VARIABLE code
                    ERROR_QUIET)
    in_order(right ${unpacked} ${file})
    if(NOT code EQUAL 0)
      set(problem "what came is not a gzip file, or cut short")
    elseif(NOT right)
      set(problem "what came is not MNIST's ${file}: its SHA-256 is another")
    else()
      file(RENAME ${unpacked} ${FOLDER}/${file})
    endif()
  endif()
  file(REMOVE ${packed} ${unpacked})
  set(problem "${problem}" PARENT_SCOPE)
endfunction()

function(give_up reason)
  if(TOLERANT)
    message(STATUS "MNIST could not be fetched: ${reason}")
  else()
    message("MNIST could not be fetched: ${reason}\n"
            "hint: by hand: get the four .gz files from one of\n"
            "  https://ossci-datasets.s3.amazonaws.com/mnist/\n"
            "  https://storage.googleapis.com/cvdf-datasets/mnist/\n"
            "into ${FOLDER}\n"
            "and unpack them with gunzip; data/README.md says more")
    message(FATAL_ERROR "no MNIST")
  endif()
endfunction()

if(TOLERANT AND NOT "$ENV{MNIST_DIR}" STREQUAL "")
  message(STATUS "MNIST_DIR says where MNIST is: nothing to fetch")
  return()
endif()

set(missing)
foreach(file ${files})
  in_order(right ${FOLDER}/${file} ${file})
  if(NOT right)
    list(APPEND missing ${file})
  endif()
endforeach()
if(NOT missing)
  message(STATUS "MNIST is in ${FOLDER}")
  return()
endif()

find_program(GZIP NAMES gzip)
if(NOT GZIP)
  give_up("the program gzip is not here")
  return()
endif()

file(MAKE_DIRECTORY ${FOLDER})
foreach(file ${missing})
  set(problems)
  set(done FALSE)
  foreach(mirror ${MIRRORS})
    fetch_from(${mirror} ${file})
    if("${problem}" STREQUAL "")
      set(done TRUE)
      break()
    endif()
    list(APPEND problems "${mirror}: ${problem}")
    # The other files are looked for elsewhere first.
    list(REMOVE_ITEM MIRRORS ${mirror})
    list(APPEND MIRRORS ${mirror})
  endforeach()
  if(NOT done)
    list(JOIN problems "; " reason)
    give_up("${reason}")
    return()
  endif()
endforeach()
message(STATUS "MNIST is in ${FOLDER}")
