/* SPDX-License-Identifier: BSD-3-Clause */
#include "policies/common_word.h"

/*
 * Public knowledge: the heads of the published lists of leaked passwords, the seasons and months,
 * and what people in this country add to them. A site's own words come with the dictionary.
 */
/* clang-format off */
static const char *const words[] = {
	"password", "passwd", "passw", "welcome", "letmein", "qwerty", "asdfgh", "zxcvbn", "qazwsx",
	"iloveyou", "monkey", "dragon", "sunshine", "princess", "football", "baseball", "master",
	"shadow", "superman", "batman", "trustno", "michael", "jordan", "charlie", "ninja",
	"admin", "administrator", "manager", "operator", "system", "server", "database", "oracle",
	"cisco", "changeme", "change", "default", "temporary", "initial", "secret", "private",
	"login", "access", "account", "office", "computer", "internet", "network", "security",
	"spring", "summer", "autumn", "winter", "january", "february", "march", "april", "august",
	"september", "october", "november", "december", "monday", "tuesday", "wednesday", "thursday",
	"friday", "saturday", "sunday", "hello", "google", "facebook", "windows", "microsoft",
	"linux", "ubuntu", "debian", "redhat", "samsung", "apple", "taiwan", "taipei", "keelung",
	"kaohsiung", "taichung", "tainan", "hsinchu", "formosa", "woaini", "mima", "abcde", "abcdef",
	NULL,
};
/* clang-format on */

const char *common_word(size_t i)
{
	return words[i];
}
