#!/bin/sh
# What support needs to know about a problem, in one go. It contains no secrets.
#
#   sh support.sh NAME-OF-THE-PROBLEM     what it is, and how to see it happen
#   sh support.sh report.md               a report that somebody sent
set -eu

if [ $# -ne 1 ]; then
	echo "usage: support.sh PROBLEM or support.sh REPORT" >&2
	exit 64
fi

acp-gitlab version
echo
if [ -f "$1" ]; then
	acp-gitlab report read "$1"
else
	acp-gitlab explain "$1"
fi
