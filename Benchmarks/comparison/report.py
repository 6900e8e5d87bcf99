# SPDX-License-Identifier: Apache-2.0
"""Tables of times: by class, against the best peer, and against the size of the collection."""

import math

US = "sakuin"
STATISTICS = ("mean", "gmean", "median", "p99")


def percentile(ascending, percent):
    """The value at a percentile, of values in ascending order."""
    return ascending[round(percent / 100 * (len(ascending) - 1))]


def statistics(nanoseconds):
    """Mean, geometric mean, median and 99th percentile, in microseconds."""
    ascending = sorted(ns / 1000 for ns in nanoseconds)
    logarithms = sum(math.log(max(value, 0.001)) for value in ascending)
    return {
        "mean": sum(ascending) / len(ascending),
        "gmean": math.exp(logarithms / len(ascending)),
        "median": percentile(ascending, 50),
        "p99": percentile(ascending, 99),
    }


def summary(times, classes):
    """mode -> class -> engine -> statistics, from engine -> mode -> query id -> nanoseconds."""
    table = {}
    for engine, modes in times.items():
        for mode, best in modes.items():
            for cls, queries in classes.items():
                known = [best[query.id] for query in queries if query.id in best]
                if known:
                    table.setdefault(mode, {}).setdefault(cls, {})[engine] = statistics(known)
    return table


def _number(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def class_tables(table, sizes):
    """One table for each mode: the engines' times in microseconds, ours as a share of each peer's."""
    lines = []
    for mode, classes in table.items():
        lines += [
            "", f"{mode}: microseconds of each query's best round; sakuin / peer behind the bar", "",
            f"{'class':<14}{'n':>5}  {'engine':<10}"
            + "".join(f"{name:>9}" for name in STATISTICS) + "  |"
            + "".join(f"{name:>8}" for name in STATISTICS)]
        for cls, engines in classes.items():
            for engine, facts in engines.items():
                line = f"{cls:<14}{sizes[cls]:>5}  {engine:<10}" + "".join(
                    f"{_number(facts[name]):>9}" for name in STATISTICS)
                if US in engines and engine != US:
                    line += "  |" + "".join(
                        f"{engines[US][name] / facts[name]:>8.2f}" for name in STATISTICS)
                lines.append(line)
    return lines


def best_peer_table(table, statistic="mean"):
    """Our time as a share of the fastest peer's, classes down and modes across; nothing where
    there is no peer."""
    if all(list(engines) == [US] for classes in table.values() for engines in classes.values()):
        return []
    modes = list(table)
    classes = list(dict.fromkeys(cls for mode in modes for cls in table[mode]))
    lines = ["", f"sakuin / fastest peer, {statistic} (which peer)", "",
             f"{'class':<14}" + "".join(f"{mode:>18}" for mode in modes)]
    for cls in classes:
        line = f"{cls:<14}"
        for mode in modes:
            engines = table[mode].get(cls, {})
            peers = {name: facts for name, facts in engines.items() if name != US}
            if US not in engines or not peers:
                line += f"{'-':>18}"
                continue
            peer = min(peers, key=lambda name: peers[name][statistic])
            ratio = engines[US][statistic] / peers[peer][statistic]
            line += f"{f'{ratio:.2f} ({peer})':>18}"
        lines.append(line)
    return lines


def size_table(tables):
    """Mean times by class against the size of the collection, from percent -> summary."""
    percents = sorted(tables)
    lines = []
    for mode in tables[percents[-1]]:
        lines += ["", f"{mode}: mean microseconds at {', '.join(f'{p} %' for p in percents)} of the "
                  "documents; growth from the first to the last", ""]
        for cls, engines in tables[percents[-1]][mode].items():
            for engine in engines:
                means = [tables[p].get(mode, {}).get(cls, {}).get(engine, {}).get("mean")
                         for p in percents]
                if None in means:
                    continue
                lines.append(
                    f"{cls:<14}{engine:<10}" + "".join(f"{_number(mean):>9}" for mean in means)
                    + f"  x {means[-1] / means[0]:.1f}")
    return lines


def build_table(builds, collection):
    """Seconds and sizes of the builds, with one thread."""
    lines = ["", f"{collection.name}: {collection.document_count} documents, "
             f"{collection.text_byte_count / 1e6:.1f} MB of text", "",
             f"{'engine':<10}{'seconds':>9}{'MB/s':>8}{'index MB':>10}{'index/text':>12}"]
    for engine, facts in builds.items():
        lines.append(
            f"{engine:<10}{facts['seconds']:>9.1f}"
            f"{collection.text_byte_count / 1e6 / facts['seconds']:>8.1f}"
            f"{facts['bytes'] / 1e6:>10.1f}{facts['bytes'] / collection.text_byte_count:>12.3f}")
    return lines
