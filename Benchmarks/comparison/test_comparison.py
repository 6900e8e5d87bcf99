#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of what the comparison decides by itself: workloads, statistics, agreement, documents."""

import json
import pathlib
import tempfile
import unittest

import agreement
import collection
import report
import workload


def written(text):
    file = tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False, encoding="utf-8")
    with file:
        file.write(text)
    return pathlib.Path(file.name)


class WorkloadTests(unittest.TestCase):
    def test_forms_are_read_alike(self):
        path = written(
            '# a line that is skipped\n'
            'phrase_2\t"griffith observatory"\n'
            '{"qid": "x", "cat": "phrase_2", "kind": "phrase", "terms": ["griffith", "observatory"]}\n'
            '{"query": "\\"Griffith Observatory\\"", "tags": ["phrase", "phrase:num_tokens_2"]}\n'
            '{"qid": "y", "cat": "prefix", "kind": "prefix", "terms": ["gri"]}\n')
        queries = workload.read(path)
        self.assertEqual([str(query) for query in queries], ['"griffith observatory"'] * 3)
        self.assertEqual([query.id for query in queries], [f"phrase_2-00{i}" for i in range(3)])

    def test_occurrences(self):
        clauses = workload.parse('+a -b "c d" e-f')
        self.assertEqual([clause.occurrence for clause in clauses],
                         ["must", "not", "should", "should"])
        self.assertEqual(clauses[3].terms, ("e", "f"))
        self.assertEqual(str(workload.Query("", "", clauses)), '+a -b "c d" "e f"')

    def test_flat_queries(self):
        flat = {text: workload.Query("", "", workload.parse(text)).is_flat
                for text in ("a", "a b", "+a +b", "+a b", "+a -b", '"a b"', "-a")}
        self.assertEqual([text for text, is_flat in flat.items() if is_flat], ["a", "a b", "+a +b"])

    def test_japanese_is_not_cut(self):
        self.assertEqual(str(workload.Query("", "", workload.parse('+東京 "走る。人"', False))),
                         '+東京 "走る。人"')

    def test_only(self):
        path = written("a\tx\nb\ty\n")
        self.assertEqual([query.cls for query in workload.read(path, only=["b"])], ["b"])


class ReportTests(unittest.TestCase):
    def test_statistics(self):
        facts = report.statistics([1000, 2000, 4000])
        self.assertAlmostEqual(facts["mean"], 7 / 3)
        self.assertAlmostEqual(facts["gmean"], 2)
        self.assertEqual((facts["median"], facts["p99"]), (2, 4))

    def test_ratios(self):
        query = workload.Query("q", "term", ())
        table = report.summary(
            {"sakuin": {"top10": {"q": 1000}}, "lucene": {"top10": {"q": 4000}},
             "pisa": {"top10": {"q": 2000}}}, {"term": [query]})
        self.assertIn("0.50 (pisa)", "\n".join(report.best_peer_table(table)))
        self.assertRegex("\n".join(report.class_tables(table, {"term": 1})), r"lucene.*\| +0\.25")

    def test_no_peer_no_ratios(self):
        table = report.summary({"sakuin": {"top10": {"q": 1000}}},
                               {"term": [workload.Query("q", "term", ())]})
        self.assertEqual(report.best_peer_table(table), [])


class AgreementTests(unittest.TestCase):
    def test_ties_may_change_places(self):
        self.assertTrue(agreement.hits_agree([["a", 2], ["b", 1], ["c", 1]],
                                             [["a", 4], ["c", 2], ["d", 2]]))

    def test_differences_are_seen(self):
        base = [["a", 3], ["b", 2], ["c", 1]]
        self.assertFalse(agreement.hits_agree(base, [["a", 3], ["d", 2], ["c", 1]]))
        self.assertFalse(agreement.hits_agree(base, [["a", 3], ["b", 2], ["c", 1.5]]))
        self.assertFalse(agreement.hits_agree(base, [["b", 3], ["a", 2], ["c", 1]]))
        self.assertFalse(agreement.hits_agree(base, base[:2]))

    def test_counts(self):
        query = workload.Query("q", "term", ())
        answer = {"count": 1, "hits": [["a", 1]]}
        found = agreement.compare([query], {"q": answer}, {"q": {**answer, "count": 2}})
        self.assertEqual((len(found["count"]), len(found["hits"])), (1, 0))


class CollectionTests(unittest.TestCase):
    def test_texts(self):
        lines = [{"id": "1", "title": "T", "body": "B"}, {"id": "2", "title": "", "body": "B"},
                 {"text": "X"}]
        path = written("".join(json.dumps(line) + "\n" for line in lines))
        self.assertEqual([*collection.documents(path)], [("1", "T\nB"), ("2", "B"), ("2", "X")])

    def test_neutral(self):
        self.assertEqual(collection.neutral("Don't e-mail É 3.14, " + "x" * 40), "don t e mail 3 14")

    def test_parts(self):
        path = written("".join(json.dumps({"id": str(n), "body": "B!"}) + "\n" for n in range(20)))
        with tempfile.TemporaryDirectory() as work:
            part = collection.prepare(path, work, percent=10, is_neutral=True)
            self.assertEqual([*collection.documents(part.path)], [("0", "b"), ("1", "b")])
            self.assertEqual((part.document_count, part.text_byte_count), (2, 2))
            self.assertEqual(collection.prepare(path, work).path, path.resolve())


if __name__ == "__main__":
    unittest.main()
