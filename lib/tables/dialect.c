/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/dialect.h"

#include <string.h>

static const char separators[] = {';', ',', '\t', '|'};

aploc_status apl_options_check(const aploc_read_options **options, const aploc_read_report *report,
                               aploc_error *err)
{
    static const aploc_read_options defaults = APLOC_READ_OPTIONS_INIT;
    if (report && report->size != sizeof *report)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found a read report of %zu bytes, expected %zu",
                        report->size, sizeof *report);
    if (!*options)
        *options = &defaults;
    const aploc_read_options *o = *options;
    if (o->size != sizeof *o)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found read options of %zu bytes, expected %zu",
                        o->size, sizeof *o);
    if (o->n_columns < 0 || (o->n_columns > 0 && !o->columns))
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found %d columns bound at %s, expected none or an array",
                        (int)o->n_columns, o->columns ? "an array" : "NULL");
    if (o->n_keep < 0 || (o->n_keep > 0 && !o->keep))
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found %d conditions on rows at %s, expected none or an array",
                        (int)o->n_keep, o->keep ? "an array" : "NULL");
    for (int32_t k = 0; k < o->n_keep; k++)
        if (!o->keep[k].column || !o->keep[k].value)
            return apl_fail(err, APLOC_ERR_OPTIONS,
                            "found NULL in the condition on rows %d, expected a column and a value",
                            (int)k);
    if ((o->unknown != APLOC_REFUSE && o->unknown != APLOC_SKIP) ||
        (o->repeated != APLOC_REFUSE && o->repeated != APLOC_SKIP))
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found the policies %d (unknown) and %d (repeated), expected APLOC_REFUSE "
                        "or APLOC_SKIP",
                        (int)o->unknown, (int)o->repeated);
    if (o->n_threads < 0)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found n_threads = %d, expected at least 0",
                        (int)o->n_threads);
    if (o->separator && !memchr(separators, o->separator, sizeof separators))
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found '%c' as separator, expected ';', ',', tab, '|' or 0", o->separator);
    if (o->decimal && o->decimal != '.' && o->decimal != ',')
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found '%c' as decimal mark, expected '.', ',' or 0", o->decimal);
    return APLOC_OK;
}

aploc_status apl_signature_check(const char *path, int is_file, const char *bytes, int64_t length,
                                 aploc_error *err)
{
    static const struct {
        const char *bytes;
        int64_t length;
        const char *what, *instead;
    } signatures[] = {
        {"\xFF\xFE\0\0", 4, "UTF-32 text", "UTF-8 or Windows-1252: export it again as CSV UTF-8"},
        {"\0\0\xFE\xFF", 4, "UTF-32 text", "UTF-8 or Windows-1252: export it again as CSV UTF-8"},
        {"\xFF\xFE", 2, "UTF-16 text", "UTF-8 or Windows-1252: export it again as CSV UTF-8"},
        {"\xFE\xFF", 2, "UTF-16 text", "UTF-8 or Windows-1252: export it again as CSV UTF-8"},
        {"PK\3\4", 4, "a zip archive or a workbook (xlsx, ods)", "a CSV table: export it as CSV"},
        {"\xD0\xCF\x11\xE0", 4, "an old workbook (xls)", "a CSV table: export it as CSV"},
        {"\211HDF", 4, "an HDF5 file", "a CSV table: export it as CSV"},
        {"PAR1", 4, "a Parquet file", "a CSV table: export it as CSV"},
        {"%PDF", 4, "a PDF document", "a CSV table: export it as CSV"},
        {"SQLite format 3", 15, "an SQLite database", "a CSV table: export it as CSV"},
        {"RDX2\n", 5, "R data", "a CSV table: export it as CSV"},
        {"RDX3\n", 5, "R data", "a CSV table: export it as CSV"},
        {"X\n\0\0", 4, "R data", "a CSV table: export it as CSV"},
        {"BZh", 3, "bzip2 data", "plain text or gzip"},
        {"\xFD"
         "7zXZ",
         5, "xz data", "plain text or gzip"},
        {"\x28\xB5\x2F\xFD", 4, "zstd data", "plain text or gzip"},
        {"<!DOCTYPE", 9, "a web page", "a CSV table"},
        {"<html", 5, "a web page", "a CSV table"},
    };
    if (!is_file && length >= 4 && memcmp(bytes, "\211HDF", 4) == 0)
        return apl_fail_at(err, APLOC_ERR_ENCODING, (apl_place){.file = path},
                           "found HDF5 from a device or a pipe, expected a CSV table; travel times "
                           "in HDF5 must be a file");
    for (size_t k = 0; k < sizeof signatures / sizeof *signatures; k++)
        if (length >= signatures[k].length &&
            memcmp(bytes, signatures[k].bytes, (size_t)signatures[k].length) == 0)
            return apl_fail_at(err, APLOC_ERR_ENCODING, (apl_place){.file = path},
                               "found %s, expected %s", signatures[k].what, signatures[k].instead);
    return APLOC_OK;
}

char apl_separator_of(const char *header, int64_t length)
{
    int64_t counts[sizeof separators] = {0};
    int quoted = 0;
    for (int64_t k = 0; k < length; k++) {
        if (header[k] == '"')
            quoted = !quoted;
        const char *which = quoted ? NULL : memchr(separators, header[k], sizeof separators);
        if (which)
            counts[which - separators]++;
    }
    size_t best = 0;
    for (size_t k = 1; k < sizeof separators; k++)
        if (counts[k] > counts[best])
            best = k;
    return counts[best] ? separators[best] : ',';
}
