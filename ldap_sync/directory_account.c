/* SPDX-License-Identifier: BSD-3-Clause */
#include "ldap_sync/directory_account.h"

#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Moves the string to *at and lets it point there. */
static void move(const char **s, char **at)
{
	size_t size = strlen(*s) + 1;

	*s = memcpy(*at, *s, size);
	*at += size;
}

/* All strings into one block: a directory has a hundred thousand accounts. */
static bool own_strings(struct directory_account *a)
{
	const char **strings[] = { &a->dn,      &a->entry_uuid, &a->name, &a->id,
				   &a->display, &a->kind,       &a->owner };
	size_t size = 0;

	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
		size += strlen(*strings[i]) + 1;
	a->text = malloc(size);

	char *at = a->text;

	for (size_t i = 0; at && i < sizeof(strings) / sizeof(strings[0]); i++)
		move(strings[i], &at);
	return a->text != NULL;
}

int directory_accounts_add(struct directory_accounts *list, const struct directory_account *account)
{
	if (list->count == list->room) {
		size_t room = list->room > 0 ? list->room * 2 : 64;
		struct directory_account *item =
			reallocarray(list->item, room, sizeof(*list->item));

		if (!item)
			return -ENOMEM;
		list->item = item;
		list->room = room;
	}

	struct directory_account copy = *account;

	if (!own_strings(&copy))
		return -ENOMEM;
	list->item[list->count++] = copy;
	return 0;
}

void directory_accounts_done(struct directory_accounts *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->item[i].text);
	free(list->item);
	*list = (struct directory_accounts) { .count = 0 };
}

bool directory_account_is(const struct directory_account *account, const char *kind)
{
	return text_same_folded(account->kind, kind);
}
