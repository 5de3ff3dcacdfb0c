/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * mark: two marks on source text.
 *
 * N_() marks a sentence for the translators where no translation may happen yet: the rooms below
 * the doors have no locale, so they hand out the English sentence and a door translates it.
 * CLEANUP() releases a local when its scope ends, on every path out.
 */
#ifndef ACCTGUARD_BASE_MARK_H
#define ACCTGUARD_BASE_MARK_H

#define N_(sentence)      sentence
#define CLEANUP(function) __attribute__((cleanup(function)))

#endif
