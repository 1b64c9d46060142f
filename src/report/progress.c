#include "report/progress.h"

#include <stdio.h>
#include <string.h>

#include "platform.h"
#include "report/terminal.h"
#include "require.h"

progress progress_begin(int steps, int pictures, bool quiet)
{
    REQUIRE(steps >= 1, "steps = %d", steps);
    return (progress){
        .quiet = quiet, .steps = steps, .pictures = pictures, .last_shown = platform_seconds()};
}

void progress_resume(progress *p, const char *title)
{
    snprintf(p->title, sizeof p->title, "%s", title);
    p->last_step = platform_seconds();
}

double progress_speed(const progress *p)
{
    return p->busy > 0 ? (double)p->done * p->pictures / p->busy : 0;
}

/* What stands behind the bar: "  42 %  loss 0.3121   5230 images/s  ETA 1:05". */
static void describe(char *text, size_t size, const progress *p, double loss)
{
    const double left = p->busy / p->done * (p->steps - p->done);
    const int seconds = (int)(left < 360000 ? left + 0.5 : 360000);
    char eta[16];
    if (seconds < 3600)
        snprintf(eta, sizeof eta, "%d:%02d", seconds / 60, seconds % 60);
    else
        snprintf(eta, sizeof eta, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    snprintf(text, size, "%3d %%  loss %-7.4g %6.0f images/s  ETA %s",
             (int)(100LL * p->done / p->steps), loss, progress_speed(p), eta);
}

/* A terminal too narrow for a bar of ten gets the beginning of the description alone. */
static void draw_bar(progress *p, const char *description)
{
    const int columns = terminal_columns() - 2; /* room for the ^C of an interruption */
    const int width = columns - (int)(strlen(p->title) + strlen(description)) - 2;
    const int full = (int)((long long)width * p->done / p->steps);
    p->drawn = true;
    if (width < 10) {
        printf("\r%.*s\033[K", columns, description);
        return;
    }
    printf("\r%s %s", p->title, terminal_switch(STYLE_GOOD));
    for (int i = 0; i < width; i++)
        putchar(i < full ? '#' : '.');
    printf("%s %s\033[K", terminal_switch(STYLE_PLAIN), description);
}

void progress_step(progress *p, double loss)
{
    const double now = platform_seconds();
    p->done++;
    p->busy += now - p->last_step;
    p->last_step = now;
    const bool live = terminal_is_live();
    if (p->quiet || now - p->last_shown < (live ? 0.1 : 10))
        return;
    char description[80];
    describe(description, sizeof description, p, loss);
    if (live)
        draw_bar(p, description);
    else
        printf("%s  %s\n", p->title, description);
    fflush(stdout);
    p->last_shown = now;
}

void progress_wipe(progress *p)
{
    if (p->drawn) {
        printf("\r\033[K");
        fflush(stdout); /* before anything is written to stderr */
    }
    p->drawn = false;
}
