# man: the manuals
