/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_EXPORT_H
#define APLOC_EXPORT_H

/** @file
 *  How a public function is marked. */

#if defined(__GNUC__)
#define APLOC_API __attribute__((visibility("default")))
#else
#define APLOC_API
#endif

#endif
