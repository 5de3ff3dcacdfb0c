#!/usr/bin/perl
# SPDX-License-Identifier: BSD-3-Clause
#
# password_oracle.pl <password.tsv: what the clauses say of each candidate of a golden table, worked out a
# second time, from the clauses and not from the C code. Copies the first five columns (id, clause, policy,
# account, candidate; \xNN is a byte) and writes the others: characters, classes, verdict, rules. A rule
# that a policy only warns of has a "?" behind it.
# Needs perl-base only. Trusts nobody's UTF-8 but its own reading of RFC 3629.
use strict;
use warnings;

# EPA-8.3.6e, KL-9.2.2.1: length and kinds; what "warn" leaves as a warning.
my %policy = (
    'default'        => { length => 12, classes => 3 },
    'epa'            => { length => 12, classes => 3 },
    'keelung-d'      => { length => 8,  classes => 3 },
    'executive-yuan' => { length => 8,  classes => 3 },
    'strict'         => { length => 16, classes => 4 },
    'warn'           => { length => 12, classes => 3, warn => { password_account_name => 1, password_common_word => 1 } },
);

# Words that stand at the head of every published list of leaked passwords, as far as the rows use them.
my @common = qw(password passwd qwerty welcome letmein iloveyou admin changeme taipei taiwan keelung
    dragon monkey summer winter spring autumn november december sunshine football baseball princess
    master oracle cisco secret default);

# One sign of each group may stand for any other of it: what people call leet.
my @alike = ('a4@', 'b8', 'e3', 'g9', 'il1!|', 'o0', 's5$', 't7', 'z2');
my %alike = map { my $first = substr($_, 0, 1); map { $_ => $first } split //, $_ } @alike;

my $most_bytes = 511;

# The code points of a string of bytes, or nothing if it is no UTF-8 (RFC 3629, section 4).
sub decode {
    my ($bytes) = @_;
    my @points;
    while (length $bytes) {
        if ($bytes =~ s/^([\x00-\x7F])//) {
            push @points, ord $1;
        } elsif ($bytes =~ s/^([\xC2-\xDF])([\x80-\xBF])//) {
            push @points, (ord($1) - 0xC0) * 64 + ord($2) - 0x80;
        } elsif ($bytes =~ s/^(\xE0[\xA0-\xBF][\x80-\xBF]|[\xE1-\xEC\xEE\xEF][\x80-\xBF]{2}|\xED[\x80-\x9F][\x80-\xBF])//) {
            my @b = map { ord } split //, $1;
            push @points, ($b[0] - 0xE0) * 4096 + ($b[1] - 0x80) * 64 + $b[2] - 0x80;
        } elsif ($bytes =~ s/^(\xF0[\x90-\xBF][\x80-\xBF]{2}|[\xF1-\xF3][\x80-\xBF]{3}|\xF4[\x80-\x8F][\x80-\xBF]{2})//) {
            my @b = map { ord } split //, $1;
            push @points, ($b[0] - 0xF0) * 262144 + ($b[1] - 0x80) * 4096 + ($b[2] - 0x80) * 64 + $b[3] - 0x80;
        } else {
            return;
        }
    }
    return \@points;
}

# Controls, line ends, and what turns the writing direction or hides at the start of a file.
sub is_control {
    my ($c) = @_;
    return 1 if $c <= 0x1F || ($c >= 0x7F && $c <= 0x9F);
    return grep { $c == $_ } 0x061C, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A .. 0x202E, 0x2066 .. 0x2069, 0xFEFF;
}

# Each character as one sign: full width as its plain twin, small; what is not ASCII as a sign of its own.
sub folded {
    my ($points) = @_;
    return join '', map {
        my $c = $_ >= 0xFF01 && $_ <= 0xFF5E ? $_ - 0xFF01 + 0x21 : $_;
        $c < 0x80 ? lc chr $c : "\x01"
    } @$points;
}

sub as_read { return join '', map { exists $alike{$_} ? $alike{$_} : $_ } split //, $_[0] }

# Where a word stands in a folded text, forwards or backwards, look-alikes taken for what they look like.
sub places {
    my ($text, $word) = @_;
    my ($read, $want) = (as_read($text), as_read(lc $word));
    my %at;
    for my $way ($want, scalar reverse $want) {
        for (my $i = index $read, $way; $i >= 0; $i = index $read, $way, $i + 1) {
            $at{$i} = 1;
        }
    }
    my @at = sort { $a <=> $b } keys %at;
    return @at;
}

# A common word with at most three letters besides; a sign that is not ASCII counts as a letter.
sub is_common {
    my ($text) = @_;
    for my $word (@common) {
        for my $at (places($text, $word)) {
            my $rest = $text;
            substr($rest, $at, length $word) = '';
            return 1 if ($rest =~ tr/a-z\x01//) <= 3;
        }
    }
    return 0;
}

sub classes {
    my ($points) = @_;
    my %kind;
    for my $c (@$points) {
        $kind{ $c >= 65 && $c <= 90 ? 'A' : $c >= 97 && $c <= 122 ? 'a' : $c >= 48 && $c <= 57 ? '0' : 'other' } = 1;
    }
    return scalar keys %kind;
}

# characters, classes, and the rules that have something against it, in the order in which they are shown
sub judge {
    my ($policy, $account, $bytes) = @_;
    my $points = length $bytes <= $most_bytes ? decode($bytes) : undef;
    return (length $bytes, '-', 'password_text') if !$points || grep { is_control($_) } @$points;
    my ($text, @rules) = folded($points);
    my $classes = classes($points);
    push @rules, 'password_min_length' if @$points < $policy->{length};
    push @rules, 'password_min_classes' if $classes < $policy->{classes};
    push @rules, 'password_account_name' if length $account >= 3 && places($text, $account);
    push @rules, 'password_common_word' if is_common($text);
    return (scalar @$points, $classes, @rules);
}

while (my $line = <STDIN>) {
    if ($line =~ /^(#|$)/) {
        print $line;
        next;
    }
    chomp $line;
    my ($id, $clause, $name, $account, $written) = split /\t/, $line, -1;
    my $policy = $policy{$name} or die "line $.: no policy \"$name\"\n";
    (my $bytes = $written) =~ s/\\x([0-9a-f]{2})/chr hex $1/ge;
    my ($characters, $classes, @rules) = judge($policy, $account eq '-' ? '' : $account, $bytes);
    @rules = map { $policy->{warn}{$_} ? "$_?" : $_ } @rules;
    my $verdict = (grep { !/\?$/ } @rules) ? 'refused' : 'ok';
    print join("\t", $id, $clause, $name, $account, $written, $characters, $classes, $verdict, @rules ? "@rules" : '-'), "\n";
}
