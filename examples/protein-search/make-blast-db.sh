#!/bin/sh
# Makes the database of blastp.yaml, target/blast/proteins, of data/proteins.fasta.gz, or of the FASTA file (plain or
# gzipped) that the first argument names.
set -eu

here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
fasta=${1:-$here/data/proteins.fasta.gz}

if ! command -v makeblastdb >/dev/null; then
  echo "error: makeblastdb is missing; install NCBI BLAST+ (Debian, Ubuntu: apt-get install ncbi-blast+)" >&2
  exit 1
fi

mkdir -p "$here/target/blast"
gzip -cdf <"$fasta" | makeblastdb -in - -dbtype prot -title proteins -out "$here/target/blast/proteins"
