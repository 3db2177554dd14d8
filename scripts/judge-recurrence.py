"""Writes the dates that python3-dateutil gives for the rules of the recurrence tests.

    python3 scripts/judge-recurrence.py > src/modules/tasks/recurrence/judged.json
"""
import json
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from dateutil import tz
from dateutil.rrule import rrulestr

COMPLETIONS = 14
ZONES = {
    "Asia/Tehran": "2021-02-27T00:30:00",
    "America/New_York": "2026-02-20T02:30:00",
    "Australia/Lord_Howe": "2026-09-06T02:15:00",
    "Europe/Berlin": "2024-08-31T02:30:00",
}
RULES = """
FREQ=DAILY
FREQ=DAILY;INTERVAL=2
FREQ=DAILY;INTERVAL=10
FREQ=DAILY;COUNT=5
FREQ=DAILY;COUNT=1
FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR
FREQ=DAILY;INTERVAL=3;BYDAY=MO,WE,FR
FREQ=DAILY;BYMONTH=3,11
FREQ=DAILY;BYMONTHDAY=1,15,-1
FREQ=DAILY;UNTIL=20270101
FREQ=WEEKLY
FREQ=WEEKLY;INTERVAL=2
FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE
FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=MO
FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU
FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
FREQ=WEEKLY;BYDAY=SA,SU
FREQ=WEEKLY;BYDAY=FR;COUNT=8
FREQ=WEEKLY;BYDAY=SA,SU,MO,TU,WE;WKST=SA
FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,TH
FREQ=WEEKLY;BYMONTH=1,7;BYDAY=WE
FREQ=WEEKLY;INTERVAL=4;BYDAY=FR
FREQ=WEEKLY;UNTIL=20261201T000000Z
FREQ=WEEKLY;INTERVAL=52
FREQ=MONTHLY
FREQ=MONTHLY;INTERVAL=2
FREQ=MONTHLY;INTERVAL=18
FREQ=MONTHLY;BYMONTHDAY=1
FREQ=MONTHLY;BYMONTHDAY=31
FREQ=MONTHLY;BYMONTHDAY=-1
FREQ=MONTHLY;BYMONTHDAY=-2
FREQ=MONTHLY;BYMONTHDAY=28,29,30,31
FREQ=MONTHLY;BYMONTHDAY=15,30
FREQ=MONTHLY;BYDAY=1MO
FREQ=MONTHLY;BYDAY=-1FR
FREQ=MONTHLY;BYDAY=2TU
FREQ=MONTHLY;BYDAY=5WE
FREQ=MONTHLY;BYDAY=1SA,3SA
FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1
FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1
FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=2
FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13
FREQ=MONTHLY;INTERVAL=3;BYDAY=-1TH
FREQ=MONTHLY;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8
FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=-1
FREQ=MONTHLY;BYMONTHDAY=10;COUNT=6
FREQ=MONTHLY;BYDAY=1SU;UNTIL=20270630
FREQ=YEARLY
FREQ=YEARLY;INTERVAL=2
FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=21
FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29
FREQ=YEARLY;BYMONTH=11;BYDAY=4TH
FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO
FREQ=YEARLY;BYDAY=20MO
FREQ=YEARLY;BYDAY=-1SU
FREQ=YEARLY;BYYEARDAY=1,100,200
FREQ=YEARLY;BYYEARDAY=-1
FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO
FREQ=YEARLY;BYMONTH=1,6;BYMONTHDAY=1,15
FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU;COUNT=9
""".split()


def in_utc(moment, zone):
    real = tz.resolve_imaginary(moment.replace(tzinfo=zone))
    return real.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")



def series(text, start, zone_name):
    """What follows the first date, by completing again and again; None where the series ends."""
    zone = ZoneInfo(zone_name)
    begin = datetime.fromisoformat(start)
    until = [part for part in text.split(";") if part.startswith("UNTIL=")]
    count = [int(part[6:]) for part in text.split(";") if part.startswith("COUNT=")]
    bare = ";".join(part for part in text.split(";") if not part.startswith(("UNTIL=", "COUNT=")))
    dates = []
    for moment in rrulestr(bare, dtstart=begin):
        if count and len(dates) >= count[0]:
            break
        if until and is_behind(moment, until[0][6:], zone):
            break
        dates.append(in_utc(moment, zone))
        if len(dates) > COMPLETIONS:
            break
    return dates


def is_behind(moment, until, zone):
    if "T" not in until:
        return moment.strftime("%Y%m%d") > until
    end = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    return tz.resolve_imaginary(moment.replace(tzinfo=zone)).astimezone(timezone.utc) > end


assert len(RULES) == 60, len(RULES)
cases = [
    {"rule": rule, "zone": zone, "dates": series(rule, start, zone)}
    for zone, start in ZONES.items()
    for rule in RULES
]
print("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]")
