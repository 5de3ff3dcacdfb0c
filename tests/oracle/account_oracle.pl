#!/usr/bin/perl
# SPDX-License-Identifier: BSD-3-Clause
#
# account_oracle.pl <account.tsv: who is let in, worked out a second time, from the clauses and the table
# "Which way it fails", not from the C code. Copies the first ten columns and writes the others: verdict,
# findings (a "?" behind a rule that the policy only warns of).
#
# Columns: id, clause, policy, name, uid, way (console or network), snapshot (its age as 5h, or missing or
# damaged), record ("-", or state[,temporary] and the password's age in days or "nodate"), shadow ("-", "!",
# "*", or [!]age:DAYS, [!]day:NUMBER, [!]on:DATE), clock (now, or DATE TIME in UTC).
# Needs perl-base only.
use strict;
use warnings;

my %policy = (
    'default' => { max_age => 90 },
    'epa'     => { max_age => 180 },
    'daily'   => { max_age => 1 },
    'lenient' => { max_age => 90, warn => { snapshot_doubt => 1, account_unknown => 1, password_first_login => 1 } },
    'glass'   => { max_age => 90, glass => { glass1 => 1, glass2 => 1, root => 1 } },
    'services' => { max_age => 90, minimum_uid => 500 },
);
my $released = day(2026, 1, 1);    # no honest clock shows less
my $snapshot_most_h = 72;

sub is_leap { my ($y) = @_; return $y % 400 == 0 || ($y % 4 == 0 && $y % 100 != 0) }

# Days since 1970-01-01, counted year by year and month by month.
sub day {
    my ($year, $month, $date) = @_;
    my $days = 0;
    $days += is_leap($_) ? 366 : 365 for 1970 .. $year - 1;
    $days -= is_leap($_) ? 366 : 365 for $year .. 1969;
    my @months = (31, is_leap($year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);
    $days += $months[ $_ - 1 ] for 1 .. $month - 1;
    return $days + $date - 1;
}

# A clock as (day, seconds of the day); a "now" may be any honest one.
sub clock {
    my ($text) = @_;
    return (day(2026, 11, 21), 9 * 3600 + 30 * 60) if $text eq 'now';
    $text =~ /^(\d+)-(\d\d)-(\d\d) (\d\d):(\d\d)$/ or die "line $.: clock \"$text\"\n";
    return (day($1, $2, $3), $4 * 3600 + $5 * 60);
}

# Whole days since the beginning of a day, counted down.
sub age_of_day { my ($changed, $today) = @_; return $today - $changed }

# What is known of the password: "none", "undated", or its age in days; and whether it is temporary.
sub password {
    my ($shadow, $record, $today) = @_;
    # a local hash counts before the directory; "!", "*" and "x" are no hash
    if ($shadow =~ /^(age|day|on):(.*)$/) {
        return ($2 , 0) if $1 eq 'age';
        return (age_of_day(day(split /-/, $2), $today), 0) if $1 eq 'on';
        return ('none', 1) if $2 == 0;
        return ('undated', 0) if $2 < 0;
        return (age_of_day($2, $today), 0);
    }
    return ('none', 0) if $record eq '-';
    my ($words, $age) = split / /, $record;
    return ($age eq 'nodate' ? 'none' : $age, $words =~ /,temporary/ ? 1 : 0);
}

sub findings {
    my ($policy, $name, $uid, $way, $snapshot, $record, $shadow, $clock) = @_;
    my ($today) = clock($clock);
    my $doubtful_clock = $today < $released;
    my $sound = $snapshot !~ /^(missing|damaged)$/;
    my $known = $sound && $record ne '-';
    my $state = $known ? (split /[ ,]/, $record)[0] : '';
    my @found;

    return if $uid == 0 && $way eq 'console';
    return if $policy->{glass}{$name};
    # the system's own: below the line, and nobody, who is above every line
    return if !$known && ($uid < ($policy->{minimum_uid} || 1000) || $uid == 65534);
    push @found, 'account_departed' if $state eq 'departed';
    push @found, 'account_disabled' if $state eq 'disabled';
    my ($hours) = $snapshot =~ /^(-?\d+)h$/;
    push @found, 'snapshot_doubt'
        if !$sound || (!$doubtful_clock && ($hours > $snapshot_most_h || $hours < -1));
    push @found, 'account_unknown' if $sound && !$known;

    my ($age, $temporary) = password($shadow, $known ? $record : '-', $today);
    push @found, 'password_first_login' if $temporary;
    if ($age eq 'undated') {
        push @found, 'password_max_age';
    } elsif ($age ne 'none' && !$doubtful_clock) {
        # due on the day on which it is max_age days old; a change after tomorrow is no change
        push @found, 'password_max_age' if $age >= $policy->{max_age} || $age < -1;
    }
    return @found;
}

while (my $line = <STDIN>) {
    if ($line =~ /^(#|$)/) {
        print $line;
        next;
    }
    chomp $line;
    my @columns = (split /\t/, $line, -1)[ 0 .. 9 ];
    my $policy = $policy{ $columns[2] } or die "line $.: no policy \"$columns[2]\"\n";
    my @found = findings($policy, @columns[ 3 .. 9 ]);
    my @enforced = grep { !$policy->{warn}{$_} } @found;
    my $verdict = (grep { /^(account|snapshot)_/ } @enforced) ? 'refused' : @enforced ? 'change password' : 'let in';
    my @shown = map { $policy->{warn}{$_} ? "$_?" : $_ } @found;
    print join("\t", @columns, $verdict, @shown ? "@shown" : '-'), "\n";
}
