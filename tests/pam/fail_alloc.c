/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fail_alloc: for LD_PRELOAD: lets the FAIL_ALLOC-th allocation of a program fail (from 1), and all after
 * it too if FAIL_ALLOC_ON is not empty. Into the file FAIL_ALLOC_COUNT it writes how many there were.
 *
 * The C library's name service is woken before the count begins: glibc 2.36 itself dies (SIGSEGV, SIGABRT
 * in nss_database.c) where it gets no memory for that, and that is not what is tested here. It dies in
 * dlsym() too, so whoever dies says in which object: "died in FILE" on standard error.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <shadow.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static unsigned long calls, fails_at;
static bool goes_on, is_counting;

EXPORT void *malloc(size_t size);
EXPORT void *calloc(size_t count, size_t size);
EXPORT void *realloc(void *old, size_t size);

static void say_where(int signal_number, siginfo_t *info, void *context)
{
	const ucontext_t *at = context;
	Dl_info object;

	(void)info;
#if defined(__x86_64__)
	if (dladdr((void *)at->uc_mcontext.gregs[REG_RIP], &object) != 0)
		dprintf(STDERR_FILENO, "died in %s\n", object.dli_fname);
#elif defined(__aarch64__)
	if (dladdr((void *)at->uc_mcontext.pc, &object) != 0)
		dprintf(STDERR_FILENO, "died in %s\n", object.dli_fname);
#else
	(void)at, (void)object;
	dprintf(STDERR_FILENO, "died in what may be pam_acctguard.so\n");
#endif
	_exit(128 + signal_number);
}

__attribute__((constructor)) static void begin(void)
{
	const struct sigaction action = { .sa_sigaction = say_where, .sa_flags = SA_SIGINFO };
	const char *at = getenv("FAIL_ALLOC"), *on = getenv("FAIL_ALLOC_ON");

	fails_at = at ? strtoul(at, NULL, 10) : 0;
	goes_on = on && on[0] != '\0';
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	getpwnam("root");
	getspnam("root");
	calls = 0;
	is_counting = true;
}

__attribute__((destructor)) static void end(void)
{
	const char *path = getenv("FAIL_ALLOC_COUNT");
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644) : -1;

	if (fd < 0)
		return;
	dprintf(fd, "%lu\n", calls);
	close(fd);
}

static bool fails(void)
{
	calls++;
	if (!is_counting || fails_at == 0 || calls < fails_at || (calls > fails_at && !goes_on))
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}
