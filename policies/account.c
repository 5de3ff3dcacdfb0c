/* SPDX-License-Identifier: BSD-3-Clause */
#include "policies/account.h"

enum { HOUR_S = 3600, DAY_S = 86400, NOBODY_UID = 65534 };

/* Root at the console and the emergency accounts get in whatever is broken. */
static bool is_spared(const struct policy *policy, const struct account_facts *facts)
{
	return (facts->uid == 0 && facts->on_console) || policy_is_break_glass(policy, facts->name);
}

/*
 * An account of the system's own, of which the directory knows nothing: no rule here is about it. With
 * the snapshot in doubt the directory may well know it, so it must be this host's own, too.
 */
static bool is_out_of_scope(const struct policy *policy, const struct account_facts *facts)
{
	bool is_low = facts->uid < (uint32_t)policy->value[RULE_MINIMUM_UID];

	return !facts->known &&
	       (facts->uid == NOBODY_UID || (is_low && (facts->snapshot_sound || facts->is_local)));
}

bool account_is_beyond_doubt(const struct policy *policy, const struct account_facts *facts)
{
	return is_spared(policy, facts) || is_out_of_scope(policy, facts) ||
	       (facts->is_self && !facts->known);
}

static void check_standing(const struct policy *policy, const struct account_facts *facts,
			   struct moment now, struct findings *found)
{
	int64_t most_s = policy->value[RULE_SNAPSHOT_MAX_AGE] * HOUR_S;
	/* made in the future: it is the clock or the snapshot that lies */
	bool stale = facts->snapshot_sound && !moment_is_doubtful(now) &&
		     (facts->snapshot_age_s > most_s || facts->snapshot_age_s < -HOUR_S);

	/* a record counts however old it is: whoever had left stays out */
	if (facts->known && facts->state == ACCOUNT_DEPARTED)
		findings_add(found, RULE_ACCOUNT_DEPARTED, 1, 0);
	if (facts->known && facts->state == ACCOUNT_DISABLED)
		findings_add(found, RULE_ACCOUNT_DISABLED, 1, 0);
	if (!facts->snapshot_sound || stale)
		findings_add(found, RULE_SNAPSHOT_DOUBT, facts->snapshot_age_s / HOUR_S,
			     policy->value[RULE_SNAPSHOT_MAX_AGE]);
	if (facts->snapshot_sound && !facts->known)
		findings_add(found, RULE_ACCOUNT_UNKNOWN, 1, 0);
}

int64_t account_password_age_days(const struct account_facts *facts, struct moment now)
{
	int64_t age_s;

	if (__builtin_sub_overflow(now.wall_s, facts->password_changed_s, &age_s))
		age_s = facts->password_changed_s > 0 ? INT64_MIN : INT64_MAX;
	return age_s >= 0 ? age_s / DAY_S : -(-(age_s + 1) / DAY_S + 1);
}

/*
 * Rotation (KL-9.2.2.1, EPA-8.3.6b). On the day on which the password is max_age days old it is
 * due: pam_unix and shadow say so too, SSSD a day later. A change in the future is no change that
 * anybody made (attack B48); one day of leeway covers zones.
 */
static void check_password(const struct policy *policy, const struct account_facts *facts,
			   struct moment now, struct findings *found)
{
	int64_t most = policy->value[RULE_PASSWORD_MAX_AGE];
	int64_t age = account_password_age_days(facts, now);

	if (facts->must_change)
		findings_add(found, RULE_PASSWORD_FIRST_LOGIN, 1, 0);
	if (facts->password == PASSWORD_NONE)
		return;
	if (facts->password == PASSWORD_UNDATED)
		findings_add(found, RULE_PASSWORD_MAX_AGE, FINDING_UNKNOWN, most);
	else if (!moment_is_doubtful(now) && (age >= most || age < -1))
		findings_add(found, RULE_PASSWORD_MAX_AGE, age, most);
}

struct findings account_check(const struct policy *policy, const struct account_facts *facts,
			      struct moment now)
{
	struct findings found = { .count = 0 };

	if (account_is_beyond_doubt(policy, facts))
		return found;
	check_standing(policy, facts, now, &found);
	check_password(policy, facts, now, &found);
	return found;
}
