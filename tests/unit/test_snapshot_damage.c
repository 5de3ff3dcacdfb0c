/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * stores: a snapshot that was cut or has rotted (H137, H138). Whatever happened to the file, an answer
 * is right or it is an error: never "there is none" for an account that is in it, never another's
 * record, never somebody who is not in it.
 */
#include "stores/snapshot.h"
#include "tests/unit/accounts.h"
#include "tests/unit/sandbox.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_NAME "snapshot.cdb"

enum { ACCOUNTS = 300, ABSENT = 20, BLOCK = 512 };

/* What came of all lookups of one damaged file. */
struct tally {
	size_t right, absent, errors, wrong;
};

/* A generator of our own, so that a run can be repeated: Marsaglia's xorshift64. */
static uint64_t seed = 88172645463325252ULL;

static uint64_t random_below(uint64_t most)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed % most;
}

static void look_up_all(const struct sandbox *box, unsigned step, struct tally *tally)
{
	struct snapshot_account want, found;
	struct snapshot s;
	int64_t made_s;

	if (snapshot_open(box->dirfd, &s, NULL) < 0) {
		tally->errors += ACCOUNTS / step + ABSENT;
		return;
	}
	for (unsigned i = step > 1 ? (unsigned)random_below(step) : 0; i < ACCOUNTS; i += step) {
		accounts_make(i, 1, &want);
		made_s = 0;

		int r = snapshot_find(&s, want.name, &found, &made_s, NULL);

		if (r == 1 && accounts_is(&found, i, 1) && made_s == accounts_made_s(1))
			tally->right++;
		else if (r < 0)
			tally->errors++;
		else
			tally->wrong++;
	}
	for (unsigned i = 0; i < ABSENT; i++) {
		accounts_make(ACCOUNTS + i, 1, &want);
		made_s = accounts_made_s(1);

		int r = snapshot_find(&s, want.name, &found, &made_s, NULL);

		if (r == 0 && made_s == accounts_made_s(1))
			tally->absent++;
		else if (r < 0)
			tally->errors++;
		else
			tally->wrong++;
	}
	snapshot_close(&s);
}

static char *make(const struct sandbox *box, size_t *ret_len)
{
	assert_int_equal(accounts_write(box->dirfd, ACCOUNTS, 1), 0);

	struct tally tally = { 0, 0, 0, 0 };
	char *bytes = sandbox_read(box, FILE_NAME, ret_len);

	look_up_all(box, 1, &tally);
	assert_int_equal(tally.right, ACCOUNTS);
	assert_int_equal(tally.absent, ABSENT);
	return bytes;
}

static int open_file(const struct sandbox *box)
{
	int fd = openat(box->dirfd, FILE_NAME, O_RDWR | O_CLOEXEC);

	assert_true(fd >= 0);
	return fd;
}

static void report(const char *what, size_t count, const struct tally *tally)
{
	print_message("%zu %s: %zu right, %zu right to be absent, %zu errors, %zu wrong\n", count,
		      what, tally->right, tally->absent, tally->errors, tally->wrong);
}

static void H137_10000_truncations_give_no_wrong_answer(void **state)
{
	const struct sandbox *box = *state;
	struct tally tally = { 0, 0, 0, 0 };
	size_t len;
	char *bytes = make(box, &len);
	int fd = open_file(box);
	size_t at = len - 1;

	/* from the end, so that each cut needs no rewriting; then again, at random lengths */
	for (size_t i = 0; i < 10000; i++) {
		at = i < 5000 ? len - 1 - i * (len - 1) / 5000 : random_below(len);
		if (i >= 5000)
			assert_int_equal(pwrite(fd, bytes, len, 0), (ssize_t)len);
		assert_int_equal(ftruncate(fd, (off_t)at), 0);
		look_up_all(box, 30, &tally);
		EXPECT(tally.wrong == 0, "a wrong answer from the first %zu of %zu bytes", at, len);
		EXPECT(tally.absent == 0, "an absence from the first %zu of %zu bytes", at, len);
	}
	report("truncations", 10000, &tally);
	assert_true(tally.right > 1000 && tally.errors > 1000);
	close(fd);
	free(bytes);
}

static void H137_cut_and_filled_up_again_gives_no_wrong_answer(void **state)
{
	const struct sandbox *box = *state;
	struct tally tally = { 0, 0, 0, 0 };
	size_t len;
	char *bytes = make(box, &len);
	int fd = open_file(box);

	/* as a file system gives it back after a crash: the size is right, the end is zeros */
	for (size_t i = 0; i < 500; i++) {
		size_t at = random_below(len);

		assert_int_equal(pwrite(fd, bytes, len, 0), (ssize_t)len);
		assert_int_equal(ftruncate(fd, (off_t)at), 0);
		assert_int_equal(ftruncate(fd, (off_t)len), 0);
		look_up_all(box, 10, &tally);
		EXPECT(tally.wrong == 0, "a wrong answer; zeros from %zu of %zu bytes", at, len);
	}
	report("zeroed ends", 500, &tally);
	close(fd);
	free(bytes);
}

static void H138_10000_bit_flips_give_no_wrong_answer(void **state)
{
	const struct sandbox *box = *state;
	struct tally tally = { 0, 0, 0, 0 };
	size_t len;
	char *bytes = make(box, &len);
	int fd = open_file(box);

	for (size_t i = 0; i < 10000; i++) {
		size_t at = random_below(len);
		char flipped = (char)(bytes[at] ^ (1 << random_below(8)));

		assert_int_equal(pwrite(fd, &flipped, 1, (off_t)at), 1);
		look_up_all(box, 1, &tally);
		EXPECT(tally.wrong == 0, "a wrong answer with byte %zu of %zu flipped", at, len);
		assert_int_equal(pwrite(fd, bytes + at, 1, (off_t)at), 1);
	}
	report("bit flips", 10000, &tally);
	/* most of it can still be answered, and some of it cannot */
	assert_true(tally.right > 2000000 && tally.errors > 10000);
	close(fd);
	free(bytes);
}

static void H138_blocks_lost_or_swapped_give_no_wrong_answer(void **state)
{
	const struct sandbox *box = *state;
	struct tally tally = { 0, 0, 0, 0 };
	static const char zeros[BLOCK];
	size_t len;
	char *bytes = make(box, &len);
	int fd = open_file(box);
	size_t blocks = len / BLOCK;

	for (size_t i = 0; i < blocks; i++) {
		off_t at = (off_t)(i * BLOCK), other = (off_t)(random_below(blocks) * BLOCK);

		assert_int_equal(pwrite(fd, zeros, BLOCK, at), BLOCK);
		look_up_all(box, 1, &tally);
		EXPECT(tally.wrong == 0, "a wrong answer with block %zu zeroed", i);
		assert_int_equal(pwrite(fd, bytes + other, BLOCK, at), BLOCK);
		assert_int_equal(pwrite(fd, bytes + at, BLOCK, other), BLOCK);
		look_up_all(box, 1, &tally);
		EXPECT(tally.wrong == 0, "a wrong answer with block %zu swapped for that at %lld",
		       i, (long long)other);
		assert_int_equal(pwrite(fd, bytes, len, 0), (ssize_t)len);
	}
	report("blocks", 2 * blocks, &tally);
	close(fd);
	free(bytes);
}

/* Two snapshots of the same accounts, half of each: what a replication by blocks could leave. */
static void H138_halves_of_two_snapshots_give_no_mixture(void **state)
{
	const struct sandbox *box = *state;
	size_t len, other_len, olds = 0, errors = 0;
	char *bytes = make(box, &len);

	assert_int_equal(accounts_write(box->dirfd, ACCOUNTS, 2), 0);

	char *other = sandbox_read(box, FILE_NAME, &other_len);
	int fd = open_file(box);

	assert_int_equal(len, other_len);
	for (size_t at = 0; at < len; at += BLOCK) {
		assert_int_equal(pwrite(fd, bytes, at, 0), (ssize_t)at);
		assert_int_equal(pwrite(fd, other + at, len - at, (off_t)at), (ssize_t)(len - at));
		for (unsigned i = 0; i < ACCOUNTS; i += 7) {
			struct snapshot_account want, found;
			struct snapshot s;
			int64_t made_s = 0;

			accounts_make(i, 1, &want);
			assert_int_equal(snapshot_open(box->dirfd, &s, NULL), 0);

			int r = snapshot_find(&s, want.name, &found, &made_s, NULL);

			snapshot_close(&s);
			/* a whole record of either is right for its own time, and says which */
			EXPECT(r != 0, "%s is said to be absent, cut at %zu", want.name, at);
			if (r > 0) {
				unsigned generation = made_s == accounts_made_s(1) ? 1 : 2;

				EXPECT(made_s == accounts_made_s(generation) &&
					       accounts_is(&found, i, generation),
				       "%s, cut at %zu", want.name, at);
				olds += generation == 1;
			} else
				errors++;
		}
	}
	print_message("%zu old, %zu errors\n", olds, errors);
	assert_true(olds > 0);
	close(fd);
	free(bytes);
	free(other);
}

#define IN_SANDBOX(test) cmocka_unit_test_setup_teardown(test, sandbox_setup, sandbox_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SANDBOX(H137_10000_truncations_give_no_wrong_answer),
		IN_SANDBOX(H137_cut_and_filled_up_again_gives_no_wrong_answer),
		IN_SANDBOX(H138_10000_bit_flips_give_no_wrong_answer),
		IN_SANDBOX(H138_blocks_lost_or_swapped_give_no_wrong_answer),
		IN_SANDBOX(H138_halves_of_two_snapshots_give_no_mixture),
	};

	return cmocka_run_group_tests_name("snapshot_damage", tests, NULL, NULL);
}
