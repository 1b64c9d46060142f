/*
 * mnist bench: what this machine can do at best, and how near to it each layer, the whole training
 * step and classification come.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dataset/synthetic_digits.h"
#include "numerics/parallel.h"
#include "platform.h"
#include "program/bench_layers.h"
#include "program/bench_machine.h"
#include "program/commands.h"
#include "program/options.h"
#include "report/roofline.h"
#include "report/terminal.h"

enum {
    PATH_BYTES = 4096,
    SMALL_BATCH = 64,
    COLUMN = 8,
    MOST_TEAMS = 8,
    TURN =
        4, /* a team's turn has so many times the steps of a run: training is one step after another */
};

static const double GIGA = 1e9;

/* How far the peak may have moved by the end of the run, as a share, before we say so. */
static const double MOST_CHANGE = 0.1;

/* Which part of its best peak a team must have, before and after its turn, for a run to count. */
static const double QUIET = 0.96;

/* What the command line says. */
typedef struct {
    const char *output;
    int batch_size, threads, runs, memory;
    bool quiet;
} settings;

/* What is measured with, and what was found. */
typedef struct {
    settings o;
    bench_machine room;
    dataset digits;
    trainer whole; /* with batches of --batch-size */
    roofline found;
    roofline_point points[ROOFLINE_MOST_POINTS];
    double images_per_second;
} bench;

static const char notes[] =
    "examples:\n"
    "  mnist bench\n"
    "  mnist bench --threads 1 --batch-size 64\n"
    "  mnist bench --runs 51                        on a machine that is not quiet\n"
    "\n"
    "First the machine: multiply-adds on numbers in registers (each counts as two\n"
    "operations), and a = b + s c on arrays in memory and in the second-level cache\n"
    "(two arrays are read, one is written). Then each layer, forward and backward,\n"
    "the training step as a whole, and classification. Indented are parts of what is\n"
    "above them: the products that a layer consists of, and the first three layers\n"
    "one by one, while training computes them in one pass.\n"
    "\n"
    "  median     of the time that all runs took, or of the speed\n"
    "  low, high  the quartiles: the middle half of the runs lies between them\n"
    "  GFLOP/s    10^9 operations in a second; the whole step counts those of the\n"
    "             convolution and of the fully connected layers, each once\n"
    "  peak %     their share of the multiply-adds that this machine can do\n"
    "  FLOP/B     operations for each byte of the arrays\n"
    "\n"
    "The pictures are built-in digits, and the learning rate is 0, so that the same\n"
    "step can be done for ever: neither changes how long it takes.";

/* ---- The table ----------------------------------------------------------------------------------- */

/* A number in few characters: three digits that count, or four; two where it is tiny. */
static void print_number(double value)
{
    if (value < 1)
        printf("%*.*g", COLUMN, value < 0.001 ? 2 : 3, value);
    else
        printf("%*.*f", COLUMN, value < 10 ? 3 : value < 100 ? 2 : value < 1000 ? 1 : 0, value);
}

static void print_milliseconds(bench_time t)
{
    print_number(1e3 * t.low);
    print_number(1e3 * t.median);
    print_number(1e3 * t.high);
}

/* `amount` in a second, in units of 10^9. The longest time is the lowest speed. */
static void print_speeds(bench_time t, double amount, const char *unit)
{
    print_number(amount / t.high / GIGA);
    print_number(amount / t.median / GIGA);
    print_number(amount / t.low / GIGA);
    printf(" %s\n", unit);
    fflush(stdout);
}

static void print_share(const bench *b, double operations, bench_time t)
{
    print_number(operations / t.median / GIGA);
    printf("%*.1f", COLUMN, 100 * operations / t.median / b->found.peak);
}

static void print_heading(const char *title, const char *columns)
{
    printf("\n%s%-28s%s%s\n", terminal_switch(STYLE_STRONG), title, terminal_switch(STYLE_PLAIN),
           columns);
}

/* "multiply-adds, 2 threads" or the like, which begins a row. */
static void print_on_threads(const char *what, int threads)
{
    printf("  %-14s%2d thread%-3s", what, threads, threads == 1 ? "" : "s");
}

/* ---- The machine --------------------------------------------------------------------------------- */

static double measure_peak(bench *b, const char *name)
{
    const bench_time t = bench_multiply_adds(&b->room, b->o.runs);
    const double operations = bench_multiply_add_operations();
    if (!b->o.quiet) {
        print_on_threads(name, parallel_threads());
        print_speeds(t, operations, "GFLOP/s");
    }
    return operations / t.median;
}

static double measure_memory(bench *b)
{
    const bench_time t = bench_memory(&b->room, b->o.runs);
    if (!b->o.quiet) {
        print_on_threads("memory", parallel_threads());
        print_speeds(t, bench_memory_bytes(&b->room), "GB/s");
    }
    return bench_memory_bytes(&b->room) / t.median;
}

static double measure_cache(bench *b)
{
    const bench_time t = bench_cache(&b->room, b->o.runs);
    if (!b->o.quiet) {
        print_on_threads("cache", parallel_threads());
        print_speeds(t, bench_cache_bytes(), "GB/s");
    }
    return bench_cache_bytes() / t.median;
}

/* Everything on one thread, then on all of them. */
static void measure_machine(bench *b, int threads)
{
    if (!b->o.quiet)
        print_heading("this machine", "     low  median    high");
    parallel_start(1);
    b->found.threads = threads;
    b->found.peak = b->found.peak_of_one = measure_peak(b, "multiply-adds");
    b->found.memory = measure_memory(b);
    b->found.cache = measure_cache(b);
    if (threads == 1)
        return;
    parallel_start(threads);
    b->found.peak = measure_peak(b, "multiply-adds");
    b->found.memory = measure_memory(b);
    b->found.cache = measure_cache(b);
}

/* ---- Layers -------------------------------------------------------------------------------------- */

static void measure_piece(bench *b, bench_layers *layers, const bench_piece *piece)
{
    const bench_time t = bench_measure(piece->work, layers, b->o.runs);
    if (piece->name != NULL)
        b->points[b->found.count++] =
            (roofline_point){.name = piece->name,
                             .intensity = piece->operations / piece->bytes,
                             .speed = piece->operations / t.median,
                             .backward = strcmp(piece->pass, "forward") != 0};
    if (b->o.quiet)
        return;
    printf("  %-17s %-8s", piece->layer, piece->pass);
    print_milliseconds(t);
    print_share(b, piece->operations, t);
    print_number(piece->operations / piece->bytes);
    putchar('\n');
    fflush(stdout);
}

static status measure_layers(bench *b)
{
    bench_layers layers;
    bench_piece pieces[BENCH_MOST_PIECES];
    char title[64];
    const status s = bench_layers_create(&layers, &b->whole);
    if (s.code != STATUS_OK)
        return s;
    snprintf(title, sizeof title, "layers, %d image%s", b->o.batch_size,
             b->o.batch_size == 1 ? "" : "s");
    if (!b->o.quiet)
        print_heading(title, " low, ms  median    high GFLOP/s  peak %  FLOP/B");
    const int count = bench_layers_list(pieces, &layers);
    for (int i = 0; i < count; i++)
        measure_piece(b, &layers, &pieces[i]);
    bench_layers_free(&layers);
    return s;
}

/* ---- The whole step, and classification ---------------------------------------------------------- */

static void step(void *context)
{
    trainer *t = context;
    if (t->step == t->steps_per_epoch)
        trainer_start_epoch(t);
    train_step(t);
}

/* A network and images that it shall classify. */
typedef struct {
    network *net;
    dataset images;
    unsigned char *predicted;
    status s;
} sight;

static void look(void *context)
{
    sight *c = context;
    c->s = classify(c->predicted, c->net, c->images);
}

static status make_trainer(bench *b, trainer *t, int batch_size)
{
    training_options options = training_options_original();
    options.batch_size = batch_size;
    options.lr = 0;
    return trainer_create(t, network_shape_mnist(), b->digits, options);
}

static void print_whole(const bench *b, const char *what, int images, bench_time t,
                        double operations)
{
    if (b->o.quiet)
        return;
    printf("  %-17s %8d", what, images);
    print_milliseconds(t);
    print_share(b, operations, t);
    putchar(' ');
    print_number(images / t.median);
    putchar('\n');
    fflush(stdout);
}

/* Both with batches of one size. */
static status measure_batches(bench *b, trainer *t)
{
    const int N = t->options.batch_size;
    const double training = N * bench_network_operations(&t->net, true);
    const double forward = N * bench_network_operations(&t->net, false);
    sight c = {
        .net = &t->net, .images = dataset_slice(b->digits, 0, N), .predicted = malloc((size_t)N)};
    if (c.predicted == NULL)
        return status_error(STATUS_FAILED,
                            "no memory to classify %d images\nhint: a smaller --batch-size", N);
    const bench_time of_step = bench_measure(step, t, b->o.runs);
    print_whole(b, "training step", N, of_step, training);
    const bench_time of_look = bench_measure(look, &c, b->o.runs);
    free(c.predicted);
    if (c.s.code == STATUS_OK)
        print_whole(b, "classification", N, of_look, forward);
    if (t == &b->whole) {
        b->found.step = training / of_step.median;
        b->images_per_second = N / of_step.median;
    }
    return c.s;
}

/* The batches that were asked for, and the smaller ones: many threads have little to share there. */
static status measure_whole(bench *b)
{
    const int smaller[] = {SMALL_BATCH, 1};
    if (!b->o.quiet)
        print_heading("the whole             images",
                      " low, ms  median    high GFLOP/s  peak %  images/s");
    status s = measure_batches(b, &b->whole);
    for (int i = 0; s.code == STATUS_OK && i < 2; i++)
        if (smaller[i] < b->o.batch_size) {
            trainer t;
            s = make_trainer(b, &t, smaller[i]);
            if (s.code == STATUS_OK)
                s = measure_batches(b, &t);
            trainer_free(&t);
        }
    return s;
}

/* ---- Threads ------------------------------------------------------------------------------------- */

/* A team, what a training step took it in each run, and the peak around it: the lower of two
 * measurements, one before and one after. */
typedef struct {
    int threads, repetitions;
    double seconds[BENCH_MOST_RUNS], peak[BENCH_MOST_RUNS];
    double best_peak;
} team_runs;

/* 1, 2, 4 ... threads, and all. Returns how many teams these are. */
static int list_teams(bench *b, team_runs *team, int all)
{
    int teams = 0;
    for (int threads = 1; threads <= all;
         threads = threads < all && 2 * threads > all ? all : 2 * threads) {
        parallel_start(threads);
        team[teams].threads = threads;
        team[teams++].repetitions = TURN * bench_repetitions(step, &b->whole);
    }
    return teams;
}

static void take_turn(bench *b, team_runs *team, int run)
{
    parallel_start(team->threads);
    step(&b->whole); /* the new threads find their memory */
    const double operations = bench_multiply_add_operations();
    const double before = operations / bench_multiply_adds(&b->room, 1).median;
    team->seconds[run] = bench_run(step, &b->whole, team->repetitions);
    const double after = operations / bench_multiply_adds(&b->room, 1).median;
    team->peak[run] = fmin(before, after);
    team->best_peak = fmax(team->best_peak, fmax(before, after));
}

/* Keep the runs in which every team had its peak, but for a few percent. In the others somebody else
 * was at work on one of the cores, be it on another virtual machine. Returns how many are left. */
static int keep_quiet_runs(team_runs *team, int teams, int runs)
{
    int kept = 0;
    for (int run = 0; run < runs; run++) {
        bool quiet = true;
        for (int i = 0; i < teams; i++)
            quiet = quiet && team[i].peak[run] >= QUIET * team[i].best_peak;
        for (int i = 0; quiet && i < teams; i++) {
            team[i].seconds[kept] = team[i].seconds[run];
            team[i].peak[kept] = team[i].peak[run];
        }
        kept += quiet;
    }
    return kept;
}

/* A team's line. `alone`: the lone one's seconds, in the same runs. */
static void print_team(const bench *b, team_runs *team, const double *alone, int runs)
{
    const double operations = b->o.batch_size * bench_network_operations(&b->whole.net, true);
    double share[BENCH_MOST_RUNS], faster[BENCH_MOST_RUNS];
    for (int run = 0; run < runs; run++) {
        share[run] = operations / team->seconds[run] / team->peak[run];
        faster[run] = alone[run] / team->seconds[run];
    }
    print_on_threads("", team->threads);
    print_milliseconds(bench_quartiles(team->seconds, runs));
    printf("%*.1f%*.2f\n", 2 * COLUMN, 100 * bench_quartiles(share, runs).median, COLUMN + 2,
           bench_quartiles(faster, runs).median);
}

/* The training step by larger and larger teams. They take turns: in each run every team has
 * its turn, so that a moment in which the machine is slow is one for all. */
static void measure_threads(bench *b, int all)
{
    static team_runs team[MOST_TEAMS];
    static double alone[BENCH_MOST_RUNS];
    if (all == 1 || b->o.quiet)
        return;
    const int teams = list_teams(b, team, all);
    for (int run = 0; run < b->o.runs; run++)
        for (int i = 0; i < teams; i++)
            take_turn(b, &team[i], run);
    const int quiet = keep_quiet_runs(team, teams, b->o.runs);
    const int runs = quiet > 0 ? quiet : b->o.runs;
    memcpy(alone, team[0].seconds, (size_t)runs * sizeof *alone);
    print_heading("threads, training step", " low, ms  median    high          peak %  speed-up");
    for (int i = 0; i < teams; i++)
        print_team(b, &team[i], alone, runs);
    if (quiet > 0)
        printf("  in the %d of %d runs in which nothing else was at work on the cores\n", quiet,
               b->o.runs);
    else
        printf("  runs in which nothing else was at work on the cores: none; all %d count\n", runs);
    fflush(stdout);
}

/* ---- The run ------------------------------------------------------------------------------------- */

/* The peak once more: what it differs by is what other programs, or the processor's own pace, have
 * taken from all the figures above. */
static void measure_again(bench *b)
{
    if (!b->o.quiet)
        print_heading("at the end, again", "     low  median    high");
    const double again = measure_peak(b, "multiply-adds") / b->found.peak;
    if (!b->o.quiet && fabs(again - 1) > MOST_CHANGE)
        terminal_print(stdout, "\nThe machine was not quiet: its peak has changed during the run.\n"
                               "hint: run it again when nothing else runs, or with more --runs");
}

static status measure(bench *b, int threads)
{
    measure_machine(b, threads);
    step(&b->whole); /* fills the arrays of the layers */
    status s = measure_layers(b);
    if (s.code == STATUS_OK)
        s = measure_whole(b);
    if (s.code != STATUS_OK)
        return s;
    measure_threads(b, threads);
    measure_again(b);
    return s;
}

static void print_summary(const bench *b)
{
    char text[PATH_BYTES + 200];
    printf("%s%straining, batches of %d%s: %.0f images/s, %.1f GFLOP/s, %.1f %% of the peak\n",
           b->o.quiet ? "" : "\n", terminal_switch(STYLE_STRONG), b->o.batch_size,
           terminal_switch(STYLE_PLAIN), b->images_per_second, b->found.step / GIGA,
           100 * b->found.step / b->found.peak);
    if (b->o.quiet)
        return;
    snprintf(text, sizeof text, "figure in %s: roofline.svg", b->o.output);
    terminal_print(stdout, text);
}

static status run_bench(bench *b, int threads)
{
    char path[PATH_BYTES];
    const int length = snprintf(path, sizeof path, "%s/roofline.svg", b->o.output);
    if (length >= (int)sizeof path || !platform_make_folder(b->o.output))
        return status_error(STATUS_FAILED,
                            "cannot make the folder '%.200s'\nhint: name another with --output",
                            b->o.output);
    status s = bench_machine_create(&b->room, b->o.memory);
    if (s.code == STATUS_OK)
        s = synthetic_digits_make(&b->digits, b->o.batch_size, 1);
    if (s.code == STATUS_OK)
        s = make_trainer(b, &b->whole, b->o.batch_size);
    if (s.code == STATUS_OK)
        s = measure(b, threads);
    if (s.code == STATUS_OK)
        s = roofline_draw(&b->found, path);
    if (s.code == STATUS_OK)
        print_summary(b);
    return s;
}

status bench_command(int argc, char **argv)
{
    bench b = {.o = {.output = "results",
                     .batch_size = 1024,
                     .threads = options_default_threads(),
                     .runs = 15,
                     .memory = 300}};
    b.found.points = b.points;
    option table[] = {
        option_text("--output", &b.o.output, "FOLDER", "for the figure"),
        option_count("--batch-size", &b.o.batch_size, 1, 65536, "pictures in a step"),
        option_count("--threads", &b.o.threads, 1, PARALLEL_MAX_THREADS, "at most"),
        option_count("--runs", &b.o.runs, 1, BENCH_MOST_RUNS, "of each measurement"),
        option_count("--memory", &b.o.memory, 1, 65536,
                     "MB of arrays, several times the last cache"),
        option_flag("--quiet", &b.o.quiet, "print nothing but the result"),
    };
    const command bench_options = {
        .name = "bench",
        .arguments = "",
        .purpose =
            "Measure this machine, and how near the layers and the training step come to it.",
        .notes = notes,
        .options = table,
        .option_count = sizeof table / sizeof table[0]};
    bool wanted;
    int arguments;
    status s = options_read(&wanted, &arguments, &bench_options, argc, argv);
    if (s.code != STATUS_OK || !wanted)
        return s;
    s = run_bench(&b, parallel_start(b.o.threads));
    parallel_stop();
    trainer_free(&b.whole);
    dataset_free(&b.digits);
    bench_machine_free(&b.room);
    return s;
}
