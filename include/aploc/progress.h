/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_PROGRESS_H
#define APLOC_PROGRESS_H

/** @file
 *  The callback of long work: shows how far it is, and can stop it. */

#ifdef __cplusplus
extern "C" {
#endif

/** Called now and then during long work, on the thread that made the call and on no other.
 *
 *  @param[in] data  the caller's pointer, as given beside the callback
 *  @param[in] what  what is being done, for people ("reading times.csv"); valid during the call
 *                   only
 *  @param[in] done  the part that is done, from 0 to 1; it never goes back while `what` stays
 *  @return 0 to go on; anything else stops the work, which then returns APLOC_ERR_CANCELLED.
 *
 *  It must not call the function that called it with the same objects, nor longjmp out of it. */
typedef int (*aploc_progress_fn)(void *data, const char *what, double done);

#ifdef __cplusplus
}
#endif

#endif
