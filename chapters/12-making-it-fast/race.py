#!/usr/bin/env python3
"""The same training with mnist and with PyTorch, in turns on the same machine.

    python3 chapters/12-making-it-fast/race.py --data FOLDER [--runs 5] [--threads 2] [--batch-size 1024]

FOLDER holds MNIST's four files (data/README.md). Needs PyTorch and numpy (Debian: python3-torch,
python3-numpy). Build the program first: cmake --preset default && cmake --build --preset default.

PyTorch runs twice in each round: `plain`, as one would first write it; and `tuned`, with all that
made it faster on the machine where this was written: max pooling before ReLU (the same function),
channels-last arrays, one call for all parameters' updates, denormal numbers flushed to zero, and
tcmalloc in place of the system's memory allocator if it is there (Debian: libgoogle-perftools4).
An OpenBLAS that is older than the processor may take a slow way: then OPENBLAS_CORETYPE=SKYLAKEX (with
AVX-512) or HASWELL (with AVX2) in the environment helps both forms.
Its times are those of the iterations alone. Those of mnist contain the validation between epochs.

Printed are the medians over the rounds, with the least and the greatest, and their ratios to mnist.
"""

import argparse
import csv
import glob
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EPOCHS = 2


def arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=os.environ.get("MNIST_DIR", ROOT + "/data/mnist"))
    parser.add_argument("--mnist", default=ROOT + "/build/mnist", help="the program")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch-size", type=int, default=1024)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--skip-plain", action="store_true", help="leave PyTorch's plain form out")
    parser.add_argument("--peer", choices=["plain", "tuned"], help=argparse.SUPPRESS)
    return parser.parse_args()


# ---- PyTorch's side, in a process of its own --------------------------------------------------------


def peer(a):
    import numpy
    import torch
    from torch import nn
    from torch.nn import functional

    tuned = a.peer == "tuned"
    torch.set_num_threads(a.threads)
    torch.set_flush_denormal(tuned)
    torch.manual_seed(1)

    def read(name, header):
        data = numpy.fromfile(os.path.join(a.data, name), numpy.uint8)
        return torch.from_numpy(data[header:])

    images = read("train-images-idx3-ubyte", 16).view(-1, 1, 28, 28)[10000:].float() / 255
    labels = read("train-labels-idx1-ubyte", 8)[10000:].long()
    tests = read("t10k-images-idx3-ubyte", 16).view(-1, 1, 28, 28).float() / 255

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(1, 28, 3)
            self.fc1 = nn.Linear(4732, 128)
            self.fc2 = nn.Linear(128, 10)
            for layer, fan_in in ((self.conv, 9), (self.fc1, 4732), (self.fc2, 128)):
                nn.init.normal_(layer.weight, 0, (2 / fan_in) ** 0.5)
                nn.init.constant_(layer.bias, 0.01)

        def forward(self, x):
            x = self.conv(x)
            if tuned:
                x = functional.relu_(functional.max_pool2d(x, 2))
            else:
                x = functional.max_pool2d(functional.relu(x), 2)
            x = functional.relu(self.fc1(x.flatten(1)))
            return self.fc2(x)

    form = torch.channels_last if tuned else torch.contiguous_format
    network = Network().to(memory_format=form)
    optimizer = torch.optim.SGD(network.parameters(), lr=1.8, momentum=0.9, dampening=0.9,
                                foreach=tuned)
    began = time.perf_counter()
    for _ in range(a.epochs):
        order = torch.randperm(len(images))
        for step in range(len(images) // a.batch_size):
            chosen = order[step * a.batch_size:(step + 1) * a.batch_size]
            x = images[chosen].contiguous(memory_format=form)
            optimizer.zero_grad(set_to_none=True)
            functional.cross_entropy(network(x), labels[chosen]).backward()
            optimizer.step()
    result = {"train": time.perf_counter() - began}

    network.eval()
    if tuned:
        network = torch.jit.freeze(torch.jit.trace(network, tests[:1], check_trace=False))
        network = torch.jit.optimize_for_inference(network)
    with torch.inference_mode():
        for batch, images_in_all in ((1024, 10000), (1, 2000)):
            rates = []
            for _ in range(3):
                began = time.perf_counter()
                for first in range(0, images_in_all, batch):
                    network(tests[first:min(first + batch, images_in_all)]).argmax(1)
                rates.append(images_in_all / (time.perf_counter() - began))
            result["classify %d" % batch] = statistics.median(rates)
    print(json.dumps(result))


def run_peer(a, form):
    environment = dict(os.environ, OMP_NUM_THREADS=str(a.threads),
                       OPENBLAS_NUM_THREADS=str(a.threads))
    tcmalloc = sorted(glob.glob("/usr/lib/*/libtcmalloc.so.4"))
    if form == "tuned" and tcmalloc:
        environment["LD_PRELOAD"] = tcmalloc[0]
    command = [sys.executable, os.path.abspath(__file__), "--peer", form, "--data", a.data,
               "--threads", str(a.threads), "--batch-size", str(a.batch_size),
               "--epochs", str(a.epochs)]
    output, memory = run(command, environment)
    result = json.loads(output)
    result["memory"] = memory
    return result


# ---- Our side ------------------------------------------------------------------------------------


def run(command, environment=None):
    """Its output, and the most memory that it had, in MB."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit("%s ended with status %d" % (" ".join(command), process.returncode))
    return output, usage.ru_maxrss / 1024


def run_mnist(a):
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "log.csv")
        _, memory = run([a.mnist, "train", "--quiet", "--data", a.data, "--epochs", str(a.epochs),
                         "--batch-size", str(a.batch_size), "--threads", str(a.threads),
                         "--log", log, "--output", folder])
        with open(log) as file:
            seconds = float(list(csv.DictReader(file))[-1]["seconds"])
        output, _ = run([a.mnist, "bench", "--runs", "5", "--threads", str(a.threads),
                         "--output", folder])
    result = {"train": seconds, "memory": memory}
    for line in output.splitlines():
        words = line.split()
        if words[:1] == ["classification"] and words[1] in ("1024", "1"):
            result["classify " + words[1]] = float(words[-1])
    return result


# ---- The race ------------------------------------------------------------------------------------


def main():
    a = arguments()
    if a.peer:
        peer(a)
        return
    for module in ("numpy", "torch"):
        if importlib.util.find_spec(module) is None:
            sys.exit("%s has no module %s\nhint: apt install python3-torch python3-numpy, and run it with "
                     "the Python that they belong to: /usr/bin/python3 ..." % (sys.executable, module))
    forms = ["tuned"] if a.skip_plain else ["tuned", "plain"]
    results = {"mnist": []}
    for i in range(a.runs):
        print("round %d of %d" % (i + 1, a.runs), file=sys.stderr)
        results["mnist"].append(run_mnist(a))
        for form in forms:
            results.setdefault("PyTorch, " + form, []).append(run_peer(a, form))

    measures = [("train", "training, s", False), ("classify 1024", "images/s, batches of 1024", True),
                ("classify 1", "images/s, one at a time", True), ("memory", "memory, MB", False)]
    steps = 50000 // a.batch_size * a.epochs
    print("%d iterations of %d on %d threads; medians of %d (least, greatest)"
          % (steps, a.batch_size, a.threads, a.runs))
    for key, name, more_is_better in measures:
        print(name)
        ours = statistics.median(r[key] for r in results["mnist"])
        for who, rows in results.items():
            values = [r[key] for r in rows]
            middle = statistics.median(values)
            ratio = ours / middle if more_is_better else middle / ours
            print("  %-14s %10.4g  (%.4g, %.4g)  %6.2f" % (who, middle, min(values), max(values), ratio))


if __name__ == "__main__":
    main()
