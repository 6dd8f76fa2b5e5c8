/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiled behind each public header, to see that the header needs nothing else. */
typedef int nothing;
