#include "report/training_log.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>

status training_log_open(training_log *log, const char *path)
{
    *log = (training_log){.path = path};
    if (path == NULL)
        return status_ok();
    errno = 0;
    log->file = fopen(path, "w");
    if (log->file == NULL)
        return status_error(STATUS_FAILED, "cannot create '%s': %s\nhint: its folder must exist",
                            path, status_reason());
    fputs("trial,seed,epoch,iteration,loss,validation_accuracy,test_accuracy,seconds\n", log->file);
    return status_ok();
}

static void add_accuracy(FILE *file, double percent)
{
    if (!isnan(percent))
        fprintf(file, "%.2f", percent);
    fputc(',', file);
}

/* Nine digits tell any two floats apart. */
void training_log_add(training_log *log, training_log_row row)
{
    if (log->file == NULL)
        return;
    fprintf(log->file, "%d,%" PRIu64 ",%d,%d,%.9g,", row.trial, row.seed, row.epoch, row.iteration,
            row.loss);
    add_accuracy(log->file, row.validation_accuracy);
    add_accuracy(log->file, row.test_accuracy);
    fprintf(log->file, "%.3f\n", row.seconds);
    if (!isnan(row.validation_accuracy))
        fflush(log->file);
}

status training_log_close(training_log *log)
{
    if (log->file == NULL)
        return status_ok();
    const int failed = ferror(log->file), closed = fclose(log->file) == 0;
    log->file = NULL;
    return failed || !closed ? status_error(STATUS_FAILED,
                                            "cannot write '%s'\nhint: is the disk full?", log->path)
                             : status_ok();
}
