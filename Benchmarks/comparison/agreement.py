# SPDX-License-Identifier: Apache-2.0
"""Whether two engines give the same counts and the same best hits, up to ties.

Scores are compared as shares of the best hit's: a phrase's score has another constant factor in
Lucene (the sum over its words of their rarities, where Sakuin takes the rarity of the phrase)."""

# Sums of floats in another order.
TOLERANCE = 4e-6


def _shares(hits):
    best = hits[0][1] if hits else 1
    return [(key, score / best if best else score) for key, score in hits]


def hits_agree(ours, theirs):
    """Whether two lists of [key, score], best first, are one ranking up to the order of ties."""
    ours, theirs = _shares(ours), _shares(theirs)
    if len(ours) != len(theirs):
        return False
    if any(abs(a - b) > TOLERANCE for (_, a), (_, b) in zip(ours, theirs)):
        return False
    last = ours[-1][1] if ours else 0
    other = dict(theirs)
    # Who stands in one list only must tie with the last.
    return all(abs(other.get(key, last) - share) <= TOLERANCE for key, share in ours)


def compare(queries, ours, theirs):
    """Sentences about the queries whose answers differ; answers by query id."""
    differences = {"count": [], "hits": []}
    for query in queries:
        left, right = ours.get(query.id), theirs.get(query.id)
        if left is None or right is None:
            continue
        if left["count"] != right["count"]:
            differences["count"].append(
                f"{query.id} {query}: {left['count']} matches, not {right['count']}")
        elif not hits_agree(left["hits"], right["hits"]):
            differences["hits"].append(
                f"{query.id} {query}: {left['hits'][:3]}, not {right['hits'][:3]}")
    return differences
