/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc: the command. Finds the word that follows, and hands over. */
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

static const command commands[] = {
    {"compute", "the APL of every commune, from communes, times, supply and a method", run_compute},
    {"rerun", "a whole study: vintages, professions, variants; tables and a run file", run_rerun},
    {"check", "what to know of the inputs before trusting a result", run_check},
    {"summary", "means, quantiles and inequality of a result, by group", run_summary},
    {"carry", "a table of communes carried to the communes of another date", run_carry},
    {"compare", "what changed between two results, for whom, and why", run_compare},
    {"what-if", "changes tried on a territory: who gains, who loses, and why", run_what_if},
    {"verify", "a run file, computed again and compared bit by bit", run_verify},
    {"convert", "travel times from CSV to HDF5, and back", run_convert},
    {"zone", "classes of communes by the rules of a zoning", run_zone},
    {"audit", "an existing zoning held against its rules", run_audit},
    {"diff", "what changed between two zonings", run_diff},
    {"aid", "what the classes of a zoning open, and what installations come to", run_aid},
    {"zonings", "list the rules and the aid that come with aploc, or show one", run_zonings},
    {"methods", "list the methods that come with aploc, or show one", run_methods},
    {"weights", "age weights from consumption, or from published standardised populations",
     run_weights},
    {"synth", "write a synthetic territory of any size, from a seed", run_synth},
};

enum { N_COMMANDS = sizeof commands / sizeof *commands };

static void print_help(FILE *stream)
{
    fputs("Usage: aploc COMMAND [OPTION...]\n"
          "Compute the localised potential accessibility of care (APL) of communes.\n\n",
          stream);
    for (int k = 0; k < N_COMMANDS; k++)
        fprintf(stream, "  aploc %-9s %s\n", commands[k].name, commands[k].summary);
    fputs("\n  aploc COMMAND --help    the options of a command\n"
          "  aploc --version         the version, and how it was built\n\n"
          "Exit status: 0 done; 1 the data or the method are wrong; 2 the call is wrong;\n"
          "3 the machine failed (disk, memory).\n",
          stream);
}

/* A standard stream that is closed is put into the place that the next file would take, which would
 * then have what is printed; it stays closed to what is done with it. */
static void hold_streams(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            (void)open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
}

/* argp ends the process itself once it has shown a help: that must have arrived too. */
static void check_output(int exit_status, void *data)
{
    (void)data;
    if (exit_status == EXIT_DONE && finish_output(EXIT_DONE) != EXIT_DONE)
        _exit(EXIT_MACHINE);
}

int main(int argc, char **argv)
{
    use_large_pages();
    hold_streams();
    (void)on_exit(check_output, NULL);
    (void)signal(SIGXFSZ, SIG_IGN); /* a file as large as it may be is a disk that is full */
    argp_err_exit_status = EXIT_CALL;
    if (argc < 2) {
        print_help(stderr);
        return EXIT_CALL;
    }
    const char *word = argv[1];
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "-?") == 0 ||
        strcmp(word, "help") == 0) {
        print_help(stdout);
        return finish_output(EXIT_DONE);
    }
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
        printf("aploc %s\n%s", aploc_version(), aploc_build_facts());
        return finish_output(EXIT_DONE);
    }
    for (int k = 0; k < N_COMMANDS; k++) {
        if (strcmp(word, commands[k].name) == 0) {
            /* argp names the program in its messages after argv[0]. */
            char name[64];
            snprintf(name, sizeof name, "aploc %s", commands[k].name);
            argv[1] = name;
            return commands[k].run(argc - 1, argv + 1);
        }
    }
    fprintf(stderr, "aploc: found the command '%s', expected one of:", word);
    for (int k = 0; k < N_COMMANDS; k++)
        fprintf(stderr, " %s", commands[k].name);
    fputs(" (see aploc --help)\n", stderr);
    return EXIT_CALL;
}
