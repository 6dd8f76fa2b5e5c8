/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two files of doubles: agree OURS THEIRS. Prints how many numbers the shorter file has, and the largest
 * relative difference; exit 1 when a file is missing or empty, or holds what is not a number. */
#include <math.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    double ours[4096], theirs[4096], largest = 0;
    long long count = 0;
    FILE *a = argc > 2 ? fopen(argv[1], "rb") : NULL;
    FILE *b = argc > 2 ? fopen(argv[2], "rb") : NULL;
    size_t n = 0;
    int bad = 0;
    do {
        n = a && b ? fread(theirs, sizeof *theirs, 4096, b) : 0;
        if (n && fread(ours, sizeof *ours, n, a) != n)
            bad = 1;
        for (size_t k = 0; k < n; k++) {
            double size = fmax(fabs(ours[k]), fabs(theirs[k]));
            double difference = size > 0 ? fabs(ours[k] - theirs[k]) / size : 0;
            bad |= isnan(difference);
            largest = fmax(largest, difference);
        }
        count += (long long)n;
    } while (n == 4096);
    if (a)
        fclose(a);
    if (b)
        fclose(b);
    printf("%lld %.3g\n", count, bad ? NAN : largest);
    return count == 0 || bad;
}
