#!/usr/bin/perl
# SPDX-License-Identifier: BSD-3-Clause
#
# policy_oracle.pl <policy.tsv: what is to become of each policy file of a golden table, worked out a second
# time, from the clauses and from the grammar in words (base/keyfile.h), not from the C code. Copies the
# first three columns (id, clause, file; \n and \xNN are bytes) and writes the others: answer ("accepted",
# or "line N" where it is refused, 0 for the file as a whole) and what it sets.
# Needs perl-base only.
use strict;
use warnings;

# What each clause lets a site choose: least and most.
my %number = (
    password_min_length  => [ 8, 128 ],      # KL-9.2.2.1
    password_min_classes => [ 3, 4 ],        # EPA-8.3.6e: three of four
    password_max_age     => [ 1, 180 ],      # EY-32: six months
    idle_minutes         => [ 1, 15 ],       # EPA-8.5.2
    snapshot_max_age     => [ 1, 720 ],
    minimum_uid          => [ 1, 65533 ],
);
my %switch = map { $_ => 1 } qw(password_account_name password_common_word account_unknown snapshot_doubt
    password_first_login);
my %profile = map { $_ => 1 } qw(default epa keelung-d executive-yuan);

my $control = qr/[\x00-\x08\x0A-\x1F\x7F]|\xC2[\x80-\x9F]|\xD8\x9C|\xE2\x80[\x8E\x8F\xA8-\xAE]|\xE2\x81[\xA6-\xA9]|\xEF\xBB\xBF/;
my $utf8 = qr/(?:[\x00-\x7F]|[\xC2-\xDF][\x80-\xBF]|\xE0[\xA0-\xBF][\x80-\xBF]|[\xE1-\xEC\xEE\xEF][\x80-\xBF]{2}|\xED[\x80-\x9F][\x80-\xBF]|\xF0[\x90-\xBF][\x80-\xBF]{2}|[\xF1-\xF3][\x80-\xBF]{3}|\xF4[\x80-\x8F][\x80-\xBF]{2})/;

sub is_good_value {
    my ($key, $value) = @_;
    if (my $range = $number{$key}) {
        return 0 unless $value =~ /^(0|[1-9][0-9]*)\z/;
        # as text first: no number of perl's is wide enough for all of them
        return length $value <= 6 && $value >= $range->[0] && $value <= $range->[1];
    }
    return $value =~ /^(enforce|warn|log)\z/ if $switch{$key};
    return $profile{$value} if $key eq 'profile';
    if ($key eq 'break_glass') {
        my @names = split / +/, $value;
        return @names <= 16 && !grep { !/^[a-z_][a-z0-9_.-]{0,31}\z/ } @names;
    }
    return 0;
}

# The line in which the file is refused (0: as a whole), or nothing; and what it sets.
sub judge {
    my ($bytes, $set) = @_;
    return 0 if $bytes eq '' || length $bytes > 65536;
    my $number = 0;
    while (length $bytes) {
        $number++;
        return $number unless $bytes =~ s/^([^\n]*)\n//;
        my $line = $1;
        return $number if length $line > 4096 || $line !~ /^$utf8*\z/ || $line =~ $control;
        next if $line =~ /^[ \t]*(#|\z)/;
        return $number unless $line =~ /^([a-z0-9_]+)[ \t]*=[ \t]*(.*?)[ \t]*\z/ && $2 ne '';
        my ($key, $value) = ($1, $2);
        return $number if exists $set->{$key} || !is_good_value($key, $value);
        $value =~ s/ +/,/g;
        $set->{$key} = $value;
    }
    return;
}

while (my $line = <STDIN>) {
    if ($line =~ /^(#|$)/) {
        print $line;
        next;
    }
    chomp $line;
    my ($id, $clause, $written) = split /\t/, $line, -1;
    (my $bytes = $written) =~ s/\\(n|x([0-9a-f]{2}))/$1 eq 'n' ? "\n" : chr hex $2/ge;
    my %set;
    my $refused = judge($bytes, \%set);
    delete $set{profile};
    my $sets = defined $refused ? '-' : join ' ', map { "$_=$set{$_}" } sort keys %set;
    print join("\t", $id, $clause, $written, defined $refused ? "line $refused" : 'accepted', $sets eq '' ? '-' : $sets), "\n";
}
