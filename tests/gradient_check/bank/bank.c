#include "gradient_check/bank/bank.h"

#include <stdio.h>
#include <string.h>

#include "expect.h"
#include "gradient_check/diagnosis.h"

/* Check all cases until one is wrong, which is left as it is; false if none is. */
static bool find_wrong_case(gradient_check *c)
{
    for (c->number = 0; c->number < c->cases + c->conventions; c->number++)
        for (c->seed = 1; c->seed <= 20; c->seed++) {
            if (!gradient_check_case(c))
                return true;
            gradient_check_free(c);
        }
    return false;
}

void bank_expect_right(const gradient_check *check)
{
    gradient_check c = *check;
    EXPECT(!find_wrong_case(&c), "%s: what is right is rejected", c.layer);
}

void bank_expect(const gradient_check *check, const char *array, const char *words)
{
    gradient_check c = *check;
    const char *spoilt = array == NULL ? "several arrays" : array;
    if (!find_wrong_case(&c)) {
        EXPECT(false, "%s: the mistake in %s (%s) is not found", c.layer, spoilt, words);
        return;
    }
    gradient_finding finding[GRADIENT_FINDINGS];
    const int findings = gradient_diagnose(&c, finding);
    EXPECT(findings > 0, "%s: no diagnosis of %s (%s)", c.layer, spoilt, words);
    for (int i = 0; i < findings; i++) {
        printf("  %-22s %-6s %s\n", c.layer, finding[i].array, finding[i].what);
        EXPECT(array == NULL || strcmp(finding[i].array, array) == 0,
               "%s: blamed is %s, wrong is %s (%s)", c.layer, finding[i].array, spoilt, words);
        EXPECT(finding[i].known && strstr(finding[i].what, words) != NULL,
               "%s: %s: %s\n  expected: %s", c.layer, finding[i].array, finding[i].what, words);
    }
    gradient_check_free(&c);
}

int bank_result(void)
{
    return expect_result();
}
