# Runs the real program, in the way of a user who makes every mistake, and looks at its exit status
# and the words of its message.
#
#   cmake -DMNIST=<program> -DMAKE_FOLDERS=<program> -DFOLDER=<to work in> -P program_test.cmake
cmake_minimum_required(VERSION 3.25)
file(REMOVE_RECURSE ${FOLDER})
file(MAKE_DIRECTORY ${FOLDER})
execute_process(COMMAND ${MAKE_FOLDERS} WORKING_DIRECTORY ${FOLDER} COMMAND_ERROR_IS_FATAL ANY)
unset(ENV{MNIST_DIR})
set(failures 0)
set(checks 0)

# expect(<exit status> "<regular expression>" <words of the command line>...)
#
# The expression is looked for in stdout and stderr, in which each line's end is one space.
function(expect status words)
  execute_process(COMMAND ${MNIST} ${ARGN} WORKING_DIRECTORY ${FOLDER} TIMEOUT 60
                  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE error)
  string(REGEX REPLACE "\n" " " text "${output}${error}")
  math(EXPR checks "${checks} + 1")
  set(checks ${checks} PARENT_SCOPE)
  if(NOT result STREQUAL status OR NOT text MATCHES "${words}")
    list(JOIN ARGN " " line)
    message("mnist ${line}\n  exit status ${result}, expected ${status}\n"
            "  expected to find: ${words}\n  found: ${output}${error}")
    math(EXPR failures "${failures} + 1")
    set(failures ${failures} PARENT_SCOPE)
  endif()
endfunction()

# The command line.
expect(2 "a command is expected.*hint: mnist train")
expect(0 "usage: mnist <command>.*train.*exit status" --help)
expect(0 "^mnist [0-9]+\\.[0-9]+\\.[0-9]+ $" --version)
expect(0 "^mnist [0-9]+\\.[0-9]+\\.[0-9]+ $" train --version)
expect(2 "'trian' is not a command of mnist hint: did you mean mnist train" trian)
expect(2 "'frobnicate' is not a command of mnist hint: see mnist --help" frobnicate)
expect(0 "usage: mnist train.*--epochs N.*default 2.*dampening.*lr=0.18" train --help)
expect(2 "'--epoch' is not an option of mnist train hint: did you mean --epochs" train --epoch 3)
expect(2 "'--frobnicate' is not an option.*hint: see mnist train --help" train --frobnicate)
expect(2 "--epochs is '0', but a whole number from 1" train --epochs 0)
expect(2 "--epochs is '1.5', but a whole number" train --epochs=1.5)
expect(2 "--epochs is 'two'" train --epochs two)
expect(2 "--epochs has no value" train --epochs)
expect(2 "--epochs has no value" train --epochs=)
expect(2 "--lr is 'nan'" train --lr nan)
expect(2 "--momentum is '1'" train --momentum 1)
expect(2 "--seed is '-1'" train --seed -1)
expect(2 "--seed is '18446744073709551616'" train --seed 18446744073709551616)
expect(2 "--threads is '65'" train --threads 65)
expect(2 "--quiet takes no value" train --quiet=yes)
expect(2 "takes options alone, but 'seven' is given" train seven)
expect(2 "more than [0-9]+ steps" train --data good --batch-size 1 --epochs 100000 --trials 1000 --log
       refused.csv --output refused)
if(EXISTS ${FOLDER}/refused.csv OR EXISTS ${FOLDER}/refused)
  message("a run that was refused has left a log or a folder")
  math(EXPR failures "${failures} + 1")
endif()

# A terminal has eighty columns.
foreach(command "" train evaluate predict show bench)
  execute_process(COMMAND ${MNIST} ${command} --help OUTPUT_VARIABLE text)
  string(REGEX REPLACE "[[;]|]" "." text "${text}") # characters that CMake's lists care about
  string(REPLACE "\n" ";" lines "${text}")
  foreach(line ${lines})
    string(LENGTH "${line}" length)
    if(length GREATER 79)
      message("mnist ${command} --help: ${length} columns: ${line}")
      math(EXPR failures "${failures} + 1")
    endif()
  endforeach()
endforeach()

# Data that are not what they should be.
expect(3 "cannot open 'nowhere/train-images.*hint:" train --data nowhere)
expect(3 "cannot open 'missing/train-labels.*hint:" train --data missing)
expect(3 "'truncated/train-images-idx3-ubyte' is cut short" train --data truncated)
expect(3 "compressed by gzip.*hint: unpack" train --data gzipped)
expect(3 "is compressed.*hint: unpack it: gunzip" train --data compressed)
expect(3 "is not an IDX file.*hint: is it a web page" train --data foreign)
expect(3 "'empty/train-labels-idx1-ubyte' is empty" train --data empty)
expect(3 "hint: are two files swapped" train --data swapped)
expect(3 "cannot read 'folder/train-images" train --data folder)
expect(3 "holds 60 pictures, but .* holds 20 labels" train --data mixed)
expect(3 "label 0 is 77, but 0 to 9 are expected" train --data label-77)
expect(3 "20 x 20 pixels, but 28 x 28 are expected" train --data small-pictures)
expect(3 "has 5 pictures, but at least 6" train --data few)
expect(3 "50 training images do not fill one batch of 1024 hint: a smaller --batch-size" train
       --data good)
set(ENV{MNIST_DIR} nowhere)
expect(3 "cannot open 'nowhere/train-images" train)
expect(0 "test accuracy" train --data good --batch-size 25 --epochs 1)
set(ENV{MNIST_DIR} good)
expect(0 "epoch 1/1.*validation.*test accuracy [0-9.]+ % \\([0-9]+ of 20 pictures\\)" train
       --batch-size 25 --epochs 1)
unset(ENV{MNIST_DIR})

# The built-in digits, which are taken where there is no other data, and named as what they are.
expect(0 "0: a [0-9].*5: a [0-9]" show --built-in)
expect(0 "19: a [0-9]" show --data good --index 19)
expect(2 "--index is 20, but the set has pictures 0 to 19" show --data good --index 20)
expect(2 "--data and --built-in exclude each other" train --data good --built-in)
expect(2 "--data and --built-in exclude each other" show --data good --write digits)
expect(1 "cannot make the folder" show --write good/train-labels-idx1-ubyte)

# Training.
set(small train --data good --batch-size 25 --lr 0.2)
expect(4 "training diverged: the loss of step [0-9]+ of epoch .* is .*hint: a smaller --lr" ${small}
       --lr 1e9 --epochs 50)
expect(1 "cannot make the folder" ${small} --output good/train-labels-idx1-ubyte)
expect(1 "cannot create 'no-such-folder/model.cnn.part'" ${small} --save no-such-folder/model.cnn)
expect(1 "cannot create 'no-such-folder/log.csv'" ${small} --log no-such-folder/log.csv)
expect(0 "^test accuracy [0-9.]+ % \\([0-9]+ of 20 pictures\\) $" ${small} --quiet)
expect(0 "seeds +7 to 9.*trial 3/3 epoch 2/2.*3 trials: test accuracy [0-9.]+ [+]- [0-9.]+ %, from"
       ${small} --trials 3 --seed 7)

# One seed, one result: two epochs in a row, on three threads, and with a stop in between.
expect(0 "model in straight.cnn" ${small} --save straight.cnn --threads 1)
expect(0 "threads +3" ${small} --save threads.cnn --threads 3)
expect(0 "model in half.cnn" ${small} --save half.cnn --epochs 1)
expect(0 "resumes +half.cnn, after epoch 1.*epoch 2/2" train --data good --resume half.cnn --save
       whole.cnn --log log.csv)
foreach(file threads.cnn whole.cnn)
  file(SHA256 ${FOLDER}/straight.cnn expected)
  file(SHA256 ${FOLDER}/${file} found)
  if(NOT expected STREQUAL found)
    message("${file} differs from straight.cnn")
    math(EXPR failures "${failures} + 1")
  endif()
endforeach()
expect(2 "has had 2 epochs of training already.*hint: --epochs 3" train --data good --resume
       whole.cnn)
expect(2 "--resume goes on with one training, but --trials is 2" train --resume half.cnn --trials 2)
expect(3 "is not a model file" train --data good --resume log.csv)
expect(3 "cannot open 'nothing.cnn'" train --data good --resume nothing.cnn)

file(STRINGS ${FOLDER}/log.csv rows)
list(LENGTH rows length)
list(GET rows 0 head)
list(GET rows -1 last)
if(NOT length EQUAL 3 OR
   NOT head STREQUAL
       "trial,seed,epoch,iteration,loss,validation_accuracy,test_accuracy,seconds" OR
   NOT last MATCHES "^1,1,2,2,[0-9.]+,[0-9.]+,[0-9.]+,[0-9.]+$")
  message("log.csv: ${length} rows; the first: ${head}; the last: ${last}")
  math(EXPR failures "${failures} + 1")
endif()

# Ctrl-C, a second after the start.
find_program(TIMEOUT_PROGRAM timeout)
if(TIMEOUT_PROGRAM)
  set(program ${MNIST})
  set(MNIST ${TIMEOUT_PROGRAM} --signal=INT --preserve-status 1 ${program})
  expect(130 "stopped in epoch [0-9]+/100000, after step [0-9]+ of 2" ${small} --epochs 100000)
  set(MNIST ${program})
endif()

# A standard output that cannot be written: a full disk, and none at all, whose place the log must not
# take.
find_program(SHELL_PROGRAM sh)
set(unwritable "cannot write to the standard output hint: is the disk full")
if(UNIX AND SHELL_PROGRAM)
  set(program ${MNIST})
  set(MNIST ${SHELL_PROGRAM} -c "exec \"$0\" \"$@\" >&-" ${program})
  expect(1 "${unwritable}" --version)
  expect(1 "${unwritable}" ${small} --log closed.csv)
  file(STRINGS ${FOLDER}/closed.csv rows)
  list(FILTER rows EXCLUDE REGEX "^(trial,seed,epoch,.*|1,1,[12],[1-4],[0-9.,]+)$")
  if(rows)
    message("closed.csv is not a log alone: ${rows}")
    math(EXPR failures "${failures} + 1")
  endif()
  if(EXISTS /dev/full)
    set(MNIST ${SHELL_PROGRAM} -c "exec \"$0\" \"$@\" >/dev/full" ${program})
    expect(1 "${unwritable}" --version)
    expect(1 "${unwritable}" ${small} --quiet)
    expect(1 "${unwritable}" ${small})
  endif()
  set(MNIST ${program})
endif()

# A saved network.
expect(0 "usage: mnist evaluate" evaluate --help)
expect(0 "digit +pictures +right.*test accuracy [0-9.]+ % \\([0-9]+ of 20 pictures\\)" evaluate
       --model straight.cnn --data good)
expect(3 "cannot open 'results/nothing.cnn'.*hint: mnist train writes a model" evaluate --model results/nothing.cnn --data good)
expect(3 "is not a model file.*hint: mnist train writes a model" evaluate --model log.csv --data good)
expect(3 "cannot read '.'" evaluate --model . --data good)
expect(3 "cannot open 'nowhere" evaluate --model straight.cnn --data nowhere)
expect(0 "picture 3 of the test set, good.*a [0-9]; in truth a [0-9]: (right|wrong)" predict
       --model straight.cnn --data good --index 3)
expect(2 "--index is 20, but the test set has pictures 0 to 19" predict --model straight.cnn --data
       good --index 20)
expect(0 "[0-9]+ of 10000 built-in digits" evaluate --model straight.cnn --built-in)
expect(2 "a picture is expected.*--index 0" predict --model straight.cnn)
expect(2 "--index is '-1'" predict --model straight.cnn --index -1)

# Speed. The figures are whatever they are; that each is there, a number and above 0, is asked here.
expect(2 "'--thread' is not an option of mnist bench hint: did you mean --threads" bench --thread 2)
expect(2 "--runs is '0', but a whole number from 1 to 1000" bench --runs 0)
expect(2 "--batch-size is '65537'" bench --batch-size 65537)
expect(2 "--threads is '0'" bench --threads 0)
expect(2 "--memory is 'much'" bench --memory much)
expect(2 "takes options alone, but 'fast' is given" bench fast)
expect(0 "usage: mnist bench.*--runs N.*default 15.*examples:.*quartiles" bench --help)
expect(1 "cannot make the folder" bench --output good/train-labels-idx1-ubyte)
set(tiny bench --runs 1 --memory 1 --batch-size 5 --threads 3)
execute_process(COMMAND ${MNIST} ${tiny} --output speed WORKING_DIRECTORY ${FOLDER} TIMEOUT 120
                RESULT_VARIABLE result OUTPUT_VARIABLE text ERROR_VARIABLE error)
set(number " +[0-9][-0-9.e]*")
set(rows "")
foreach(row "multiply-adds +1 thread" "memory +1 thread" "cache +1 thread" "multiply-adds +3 threads"
        "memory +3 threads" "cache +3 threads")
  list(APPEND rows "${row} ${number}${number}${number} G[BFLOP]+/s\n")
endforeach()
foreach(row "layers 1 to 3 +forward" "  convolution +forward" "ReLU +forward" "max pooling +forward"
        "fully connected 1 forward" "  products +x wT" "dyT x" "dy w" "fully connected 2 forward"
        "softmax and loss +forward" "SGD +update" "training step +5" "classification +5"
        "training step +1" "classification +1")
  list(APPEND rows "${row} ${number}${number}${number}${number}${number}${number}\n")
endforeach()
foreach(threads "1 thread" "2 threads" "3 threads")
  list(APPEND rows "\n +${threads} ${number}${number}${number}${number}${number}\n")
endforeach()
foreach(row ${rows} "batches of 5: [0-9]+ images/s, [0-9.]+ GFLOP/s, [0-9.]+ % of the peak\n"
        "figure in speed: roofline.svg")
  if(NOT result EQUAL 0 OR NOT text MATCHES "${row}")
    message("mnist bench: exit status ${result}; no line is like '${row}'")
    math(EXPR failures "${failures} + 1")
  endif()
endforeach()
string(REGEX MATCHALL "\n +backward [^\n]*" backward "${text}")
list(LENGTH backward length)
string(REGEX MATCHALL "(^|\n)[^\n]+" lines "${text}")
foreach(line ${lines})
  string(LENGTH "${line}" columns)
  if(columns GREATER 80 OR line MATCHES " (-?inf|-?nan|0|0[.]0*)( |$)")
    message("mnist bench: ${columns} columns, or no figure: ${line}")
    math(EXPR failures "${failures} + 1")
  endif()
endforeach()
file(READ ${FOLDER}/speed/roofline.svg picture)
if(NOT length EQUAL 8 OR NOT error STREQUAL "" OR NOT picture MATCHES "^<svg .*</svg>\n$")
  message("mnist bench: ${length} rows backward; ${error}; a picture of ${picture}\n${text}")
  math(EXPR failures "${failures} + 1")
endif()
expect(0 "^training, batches of 5: [0-9]+ images/s[^%]+% of the peak $" ${tiny} --quiet)

# Pictures.
file(WRITE ${FOLDER}/one.pgm "P2 # a stroke\n5 6 9\n"
     "9 9 9 9 9  9 9 0 9 9  9 9 0 9 9  9 9 0 9 9  9 9 0 9 9  9 9 9 9 9\n")
file(WRITE ${FOLDER}/blank.pgm "P2 2 2 255 200 200 200 200\n")
file(WRITE ${FOLDER}/short.pgm "P5 100 100 255\nabc")
file(WRITE ${FOLDER}/huge.pgm "P5 1000000 1000000 255\nabc")
file(WRITE ${FOLDER}/black.pgm "P5 2 2 0\nabcd")
file(WRITE ${FOLDER}/letter.pgm "Dear reader,\nthis is not a picture.\n")
set(predict predict --model straight.cnn)
expect(0 "one.pgm \\(5 x 6 pixels\\).*0 .* %.*@@.*9 .* %.*a [0-9]" ${predict} one.pgm)
expect(0 "one.pgm.*one.pgm" ${predict} one.pgm -- one.pgm)
expect(3 "'blank.pgm': there is no digit in the picture.*hint:" ${predict} blank.pgm)
expect(3 "'short.pgm' is cut short" ${predict} short.pgm)
expect(3 "'huge.pgm' is too large" ${predict} huge.pgm)
expect(3 "'black.pgm' has no maxval from 1" ${predict} black.pgm)
expect(3 "'letter.pgm' is not a PGM picture.*hint:.*convert" ${predict} letter.pgm)
expect(3 "cannot open 'nothing.pgm'" ${predict} nothing.pgm)
expect(3 "cannot read '.'" ${predict} .)

if(failures)
  message(FATAL_ERROR "${failures} of ${checks} runs of the program were not as expected")
endif()
message("${checks} runs of the program, each as expected")
