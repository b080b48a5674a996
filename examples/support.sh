#!/bin/sh
# Shows what support needs to know about a problem.
#
#   sh support.sh NAME-OF-THE-PROBLEM     what it is and what to do
#   sh support.sh report.md               a report that someone sent
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
