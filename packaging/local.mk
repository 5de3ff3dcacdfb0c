# packaging: what a distribution or an administrator puts in place
