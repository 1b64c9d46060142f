/*
 * Appendix A: which word did you mean? The table of edit distances, and what the program itself
 * suggests.
 */
#include <stdio.h>
#include <string.h>

#include "program/options.h"

enum { MOST = 12 };

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* D(i, j): how many letters must be inserted, deleted or replaced to make the first j letters of b
 * of the first i letters of a. */
static void print_distances(const char *a, const char *b)
{
    const int rows = (int)strlen(a), columns = (int)strlen(b);
    int D[MOST + 1][MOST + 1];
    printf("     ");
    for (int j = 0; j < columns; j++)
        printf("  %c", b[j]);
    for (int i = 0; i <= rows; i++) {
        printf("\n %c", i == 0 ? ' ' : a[i - 1]);
        for (int j = 0; j <= columns; j++) {
            if (i == 0 || j == 0)
                D[i][j] = i + j;
            else
                D[i][j] = least(least(D[i - 1][j], D[i][j - 1]) + 1,
                                D[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            printf("  %d", D[i][j]);
        }
    }
    printf("\n\n");
}

static void suggest(const char *word, const char *const *list, int count)
{
    const char *nearest = options_nearest(word, list, count);
    printf("%-12s %s\n", word, nearest == NULL ? "(none is near)" : nearest);
}

/* Read a command line of two words, and print what became of it. */
static void read_words(const char *first, const char *second)
{
    int epochs = 2;
    double lr = 1.8;
    char words[2][32];
    char *argv[] = {words[0], words[1]};
    option table[] = {option_count("--epochs", &epochs, 1, 100, "how often"),
                      option_number("--lr", &lr, 0, 10, "learning rate")};
    const command train = {.name = "train",
                           .arguments = "",
                           .purpose = "",
                           .notes = "",
                           .options = table,
                           .option_count = 2};
    bool run;
    int arguments;
    snprintf(words[0], sizeof words[0], "%s", first);
    snprintf(words[1], sizeof words[1], "%s", second);
    const status s = options_read(&run, &arguments, &train, 2, argv);
    printf("\n$ mnist train %s %s\n", first, second);
    if (s.code == STATUS_OK)
        printf("epochs = %d, lr = %g\n", epochs, lr);
    else
        printf("%s\n", s.message);
}

int main(void)
{
    static const char *const commands[] = {"train", "evaluate", "predict", "show"};
    print_distances("trian", "train");
    suggest("trian", commands, 4);
    suggest("evalaute", commands, 4);
    suggest("shw", commands, 4);
    suggest("accuracy", commands, 4);
    read_words("--epochs", "5");
    read_words("--epoch=5", "--lr=0.5");
    read_words("--epochs", "many");
    read_words("--lr", "nan");
    return 0;
}
