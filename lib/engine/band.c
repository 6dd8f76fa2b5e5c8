/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/band.h"

#include <string.h>

#include "base/memory.h"

/* A band of fewer rows is not closed for its columns: their list would be as long as its entries. */
enum { FEW_ROWS = 64 };

/* Rows that are sorted by their length among themselves: some slices. */
enum { SORTED_ROWS = 128 };

aploc_status apl_band_open(const apl_pairs *pairs, int32_t most_columns, apl_band *band,
                           aploc_error *err)
{
    aploc_status status;
    int64_t n = pairs->n_columns;
    *band = (apl_band){.pairs = pairs, .most_columns = most_columns, .first_word = INT32_MAX};
    band->last_word = -1;
    APL_TRY(APL_ZEROED(band->seen, n / 64 + 1, err));
    APL_TRY(APL_NEW(band->rank, n, err));
    APL_TRY(APL_NEW(band->fresh, n, err));
    APL_TRY(APL_NEW(band->members, APL_BAND_ROWS, err));
    APL_TRY(APL_NEW(band->kept, APL_BAND_ROWS, err));
    APL_TRY(APL_NEW(band->sorted, APL_BAND_ROWS, err));
    APL_TRY(APL_NEW(band->lengths, APL_BAND_ROWS, err));
    APL_TRY(APL_NEW(band->cursors, APL_BAND_ROWS, err));
    APL_TRY(APL_NEW(band->counts, (int64_t)most_columns + 1, err));
out:
    return status;
}

void apl_band_free(apl_band *band)
{
    free(band->seen);
    free(band->rank);
    free(band->fresh);
    free(band->members);
    free(band->kept);
    free(band->sorted);
    free(band->lengths);
    free(band->cursors);
    free(band->counts);
}

static int32_t see_columns(apl_band *band, int32_t r)
{
    const apl_pairs *pairs = band->pairs;
    int32_t n_fresh = 0;
    for (int64_t k = pairs->offsets[r]; k < pairs->offsets[r + 1]; k++) {
        int32_t column = pairs->index[k], word = column >> 6;
        uint64_t bit = (uint64_t)1 << (column & 63);
        band->fresh[n_fresh] = column;
        n_fresh += (band->seen[word] & bit) == 0;
        band->seen[word] |= bit;
    }
    return n_fresh;
}

int apl_band_add(apl_band *band, int32_t r)
{
    const apl_pairs *pairs = band->pairs;
    int64_t begin = pairs->offsets[r], end = pairs->offsets[r + 1];
    if (band->n_rows == APL_BAND_ROWS ||
        (band->n_rows >= FEW_ROWS && band->n_pairs >= APL_BAND_PAIRS))
        return 0;
    int32_t n_fresh = see_columns(band, r);
    if (band->n_rows >= FEW_ROWS && band->n_columns + n_fresh > band->most_columns) {
        for (int32_t k = 0; k < n_fresh; k++)
            band->seen[band->fresh[k] >> 6] &= ~((uint64_t)1 << (band->fresh[k] & 63));
        return 0;
    }
    if (begin < end) {
        int32_t first = pairs->index[begin] >> 6, last = pairs->index[end - 1] >> 6;
        band->first_word = first < band->first_word ? first : band->first_word;
        band->last_word = last > band->last_word ? last : band->last_word;
    }
    band->n_columns += n_fresh;
    band->n_pairs += end - begin;
    band->members[band->n_rows++] = r;
    return 1;
}

/* The list of columns, ascending, and the rank of each; nothing is seen any more. */
static aploc_status list_columns(apl_band *band, apl_growing *to, aploc_error *err)
{
    apl_rows *rows = &to->rows;
    int32_t rank = 0;
    if (band->n_columns == 0)
        return APLOC_OK;
    aploc_status status =
        APL_GROW(rows->columns, &to->columns_room, rows->n_columns + band->n_columns, err);
    if (status)
        return status;
    int32_t *list = rows->columns + rows->n_columns;
    for (int32_t word = band->first_word; word <= band->last_word; word++) {
        for (uint64_t bits = band->seen[word]; bits; bits &= bits - 1) {
            int32_t column = word * 64 + __builtin_ctzll(bits);
            band->rank[column] = rank;
            list[rank++] = column;
        }
        band->seen[word] = 0;
    }
    rows->n_columns += band->n_columns;
    return APLOC_OK;
}

/* How many entries each row has before the rank `end`, and how many of the rows belong to the tile:
 * all of them in the first. */
static int32_t measure(apl_band *band, int32_t end, int is_first, int is_last)
{
    const apl_pairs *pairs = band->pairs;
    int32_t n = 0;
    for (int32_t m = 0; m < band->n_rows; m++) {
        int64_t at = band->cursors[m], row_end = pairs->offsets[band->members[m] + 1];
        if (is_last)
            at = row_end;
        while (at < row_end && band->rank[pairs->index[at]] < end)
            at++;
        band->lengths[m] = (int32_t)(at - band->cursors[m]);
        n += is_first || band->lengths[m] > 0;
    }
    return n;
}

/* The rows of the window from `begin` to `end` in `kept`, longest first; equal lengths in the order of
 * the band. */
static void sort_window(apl_band *band, const int32_t *kept, int32_t begin, int32_t end)
{
    int32_t most = 0, at = begin;
    for (int32_t k = begin; k < end; k++)
        most = band->lengths[kept[k]] > most ? band->lengths[kept[k]] : most;
    memset(band->counts, 0, ((size_t)most + 1) * sizeof *band->counts);
    for (int32_t k = begin; k < end; k++)
        band->counts[band->lengths[kept[k]]]++;
    for (int32_t length = most; length >= 0; length--) {
        int32_t n = band->counts[length];
        band->counts[length] = at;
        at += n;
    }
    for (int32_t k = begin; k < end; k++)
        band->sorted[band->counts[band->lengths[kept[k]]]++] = kept[k];
}

/* Rows of about one length into one slice, yet near their neighbours: sums are written to where the
 * caller wants them, and should not be all over it. */
static void sort_by_length(apl_band *band, int keep_empty)
{
    int32_t n = 0;
    for (int32_t m = 0; m < band->n_rows; m++)
        if (keep_empty || band->lengths[m] > 0)
            band->kept[n++] = m;
    for (int32_t begin = 0; begin < n; begin += SORTED_ROWS)
        sort_window(band, band->kept, begin, begin + SORTED_ROWS < n ? begin + SORTED_ROWS : n);
}

static aploc_status make_room(apl_growing *to, int32_t n_slots, int64_t n_entries,
                              const apl_pairs *pairs, aploc_error *err)
{
    aploc_status status;
    apl_rows *rows = &to->rows;
    int64_t n_slices = n_slots / APL_LANES + 1;
    if (rows->n_slots > INT32_MAX - n_slots || rows->n_tiles == INT32_MAX) {
        status = apl_fail(err, APLOC_ERR_TOO_LARGE, "found a matrix of more than %d parts of rows",
                          INT32_MAX);
        goto out;
    }
    APL_TRY(APL_GROW(rows->tiles, &to->tiles_room, rows->n_tiles + 1LL, err));
    APL_TRY(APL_GROW(rows->slots, &to->slots_room, (int64_t)rows->n_slots + n_slots, err));
    APL_TRY(APL_GROW(rows->slices, &to->slices_room, rows->n_slices + n_slices, err));
    APL_TRY(APL_GROW(rows->entries, &to->entries_room, rows->n_entries + n_entries, err));
    if (rows->form == APL_FORM_CODES)
        APL_TRY(APL_GROW(rows->codes, &to->codes_room, rows->n_entries + n_entries, err));
    if (!pairs->codes)
        APL_TRY(APL_GROW(rows->weights, &to->weights_room, rows->n_entries + n_entries, err));
out:
    return status;
}

/* The entries of one row, every 8th from `at`. */
static void put_row(const apl_band *band, apl_rows *rows, const apl_tile *tile, int32_t m,
                    int32_t rank_0, int64_t at)
{
    const apl_pairs *pairs = band->pairs;
    int64_t begin = band->cursors[m], end = begin + band->lengths[m];
    for (int64_t k = begin; k < end; k++, at += APL_LANES) {
        int32_t column = band->rank[pairs->index[k]] - rank_0;
        if (rows->form == APL_FORM_CLASSES) {
            rows->entries[at] = (uint16_t)(column + 1 + tile->n_columns * (pairs->codes[k] - 1));
        } else {
            rows->entries[at] = (uint16_t)column;
            if (rows->codes)
                rows->codes[at] = pairs->codes[k];
            else
                rows->weights[at] = pairs->weights[k];
        }
    }
}

static void put_rows(apl_band *band, apl_rows *rows, const apl_tile *tile, int32_t n,
                     int32_t rank_0)
{
    uint32_t *slices = rows->slices + tile->slice;
    for (int32_t place = 0; place < n; place++) {
        int32_t m = band->sorted[place];
        int64_t at = tile->entry + (int64_t)slices[place / APL_LANES] * APL_LANES;
        rows->slots[tile->slot + place] = band->members[m];
        put_row(band, rows, tile, m, rank_0, at + place % APL_LANES);
        band->cursors[m] += band->lengths[m];
    }
    for (int32_t place = n; place < tile->n_slots; place++)
        rows->slots[tile->slot + place] = -1;
}

/* Entries that add nothing, where no row puts another. */
static void clear_entries(apl_rows *rows, int64_t first, int64_t n)
{
    if (n == 0)
        return; /* there may be no array yet */
    memset(rows->entries + first, 0, (size_t)n * sizeof *rows->entries);
    if (rows->codes)
        memset(rows->codes + first, 0, (size_t)n * sizeof *rows->codes);
    if (rows->weights)
        memset(rows->weights + first, 0, (size_t)n * sizeof *rows->weights);
}

/* Whether the rows of a tile follow each other. */
static void find_order(const apl_rows *rows, apl_tile *tile, int32_t n)
{
    const int32_t *names = rows->slots + tile->slot;
    int32_t first = INT32_MAX, last = -1;
    for (int32_t k = 0; k < n; k++) {
        first = names[k] < first ? names[k] : first;
        last = names[k] > last ? names[k] : last;
    }
    tile->first_row = first;
    tile->n_rows = n > 0 && n <= APL_MOST_SLOTS && last - first == n - 1 ? n : 0;
}

/* The tile of the columns from rank `rank_0`, `n_columns` of them. */
static aploc_status put_tile(apl_band *band, apl_growing *to, int32_t rank_0, int32_t n_columns,
                             aploc_error *err)
{
    apl_rows *rows = &to->rows;
    int is_first = rank_0 == 0, is_last = rank_0 + n_columns == band->n_columns;
    int32_t n = measure(band, rank_0 + n_columns, is_first, is_last);
    int64_t n_entries = 0;
    sort_by_length(band, is_first);
    for (int32_t place = 0; place < n; place += APL_LANES)
        n_entries += (int64_t)band->lengths[band->sorted[place]] * APL_LANES;
    apl_tile tile = {.entry = rows->n_entries,
                     .column = rows->n_columns - band->n_columns + rank_0,
                     .slice = rows->n_slices,
                     .slot = rows->n_slots,
                     .n_slots = (n + APL_LANES - 1) / APL_LANES * APL_LANES,
                     .n_columns = n_columns,
                     .goes_on = !is_first,
                     .reciprocal =
                         n_columns > 0 ? (UINT32_C(1) << 31) / (uint32_t)n_columns + 1 : 0};
    aploc_status status = make_room(to, tile.n_slots, n_entries, band->pairs, err);
    if (status)
        return status;
    uint32_t *slices = rows->slices + tile.slice, before = 0;
    for (int32_t place = 0; place < n; place += APL_LANES) {
        *slices++ = before;
        before += (uint32_t)band->lengths[band->sorted[place]];
    }
    *slices = before;
    clear_entries(rows, tile.entry, n_entries);
    put_rows(band, rows, &tile, n, rank_0);
    if (is_first && is_last)
        find_order(rows, &tile, n);
    rows->tiles[rows->n_tiles++] = tile;
    rows->n_slots += tile.n_slots;
    rows->n_slices += tile.n_slots / APL_LANES + 1;
    rows->n_entries += n_entries;
    return APLOC_OK;
}

aploc_status apl_band_close(apl_band *band, apl_growing *to, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_rows *rows = &to->rows;
    if (band->n_rows == 0)
        return APLOC_OK;
    APL_TRY(APL_GROW(rows->bands, &to->bands_room, rows->n_bands + 1LL, err));
    APL_TRY(APL_GROW(rows->work, &to->work_room, rows->n_bands + 1LL, err));
    rows->bands[rows->n_bands] = rows->n_tiles;
    rows->work[rows->n_bands++] = rows->n_entries;
    APL_TRY(list_columns(band, to, err));
    for (int32_t m = 0; m < band->n_rows; m++)
        band->cursors[m] = band->pairs->offsets[band->members[m]];
    int32_t n_tiles = band->n_columns > 0 ? (band->n_columns - 1) / band->most_columns + 1 : 1;
    int32_t width = (band->n_columns + n_tiles - 1) / n_tiles, rank = 0;
    do {
        int32_t left = band->n_columns - rank;
        APL_TRY(put_tile(band, to, rank, left < width ? left : width, err));
        rank += width;
    } while (rank < band->n_columns);
    band->n_rows = band->n_columns = 0;
    band->n_pairs = 0;
    band->first_word = INT32_MAX;
    band->last_word = -1;
out:
    return status;
}
