#!/bin/sh
# store-0.1.0.sh CONTINUUM: makes the golden stores of version 0.1.0 and their expected answers, in this folder.
#
# Run once, with the program built at commit 2c02925 (version 0.1.0, schema 2). Do not run it with a later program: the files
# show that later programs read the models of this one. Needs the `sqlite3` shell.
set -eu
continuum=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
data=$(realpath "$here/../../../datasets")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Plain numbers as times: 24 patients, and the coal mines' explosions.
zcat "$data/pbcseq.csv.gz" | awk -F, 'NR == 1 || $1 <= 24' > liver.csv
zcat "$data/coal.csv.gz" > coal.csv
export CONTINUUM_STORE="$work/numeric.sqlite"
"$continuum" import liver.csv --series id --time day --variables bili,albumin,platelet --static age,sex --quiet
"$continuum" import coal.csv --events --window 1851,1963 --quiet
# Tolerances so tight that an answer changes by less than 1e-6 where another processor's rounding changes the steps.
tight="--rtol 1e-6 --atol 1e-7"
fit() { "$continuum" fit "$@" --hidden 8 --latent 4 --quiet; }
fit gru --epochs 4 --seed 1 $tight
fit rnn --epochs 4 --encoder rnn --variables bili,albumin --likelihood gaussian --solver tsit5 $tight
fit student-t --epochs 3 --likelihood student-t --gradient continuous --gradient-rtol 1e-4 $tight
fit log-normal --epochs 3 --likelihood log-normal --solver rk4 --history 1000 --horizon 2000
fit kinetic --epochs 3 --regularize kinetic=0.1 --gradient checkpointed --layers 1 $tight
fit event-times --epochs 3 --event-times $tight
for name in gru rnn student-t log-normal kinetic event-times; do
    "$continuum" forecast $name --series 2,10,24 --at 5300,6000.5,7000 --output forecast-$name.csv
    "$continuum" interpolate $name --series 2,24 --every 450 --output interpolate-$name.csv
done
for kind in constant piecewise log-linear hawkes weibull log-normal latent-ode; do
    set --
    [ $kind != piecewise ] || set -- --pieces 4
    [ $kind != log-linear ] || set -- --trend
    [ $kind != latent-ode ] || set -- --latent 3 --hidden 6 --members 2 --epochs 6
    "$continuum" events fit coal-$kind --kind $kind "$@" --series coal --quiet
    "$continuum" events forecast coal-$kind --between 1963,1973 --none-before 1964 --at 1900,1960 --draws 50 \
        --output events-coal-$kind.csv
done

# Calendar time: weekly carbon dioxide, of which the model learns windows and the season.
zcat "$data/co2_weekly.csv.gz" | awk -F, 'NR == 1 || $1 >= "1994"' > co2.csv
export CONTINUUM_STORE="$work/calendar.sqlite"
"$continuum" import co2.csv --quiet
fit co2 --epochs 2 $tight
"$continuum" forecast co2 --every 13w --for 104w --output forecast-co2.csv
"$continuum" interpolate co2 --every 52w --output interpolate-co2.csv

for kind in numeric calendar; do
    sqlite3 $kind.sqlite "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE; VACUUM" > /dev/null
    gzip -9n < $kind.sqlite > "$here/store-0.1.0-$kind.sqlite.gz"
done
for file in forecast-*.csv interpolate-*.csv events-*.csv; do
    awk -v "name=$file" '{ print name "," $0 }' $file
done > "$here/store-0.1.0.csv"
