"""Tests of the parts that only compute. Run by Tools/check: python3 -m unittest discover Tools/peers"""
import tempfile
import unittest
import xml.etree.ElementTree

import chart
import readme
import table
from figures import Figure, compare, figure, parse
from rows import GROUPS, KINDS, ROWS, Below, Named, Row, Share, Times, Within
from runs import Record, between, servers


def row(bar, peers=None, ours="umbra.work"):
    return Row("some work", "rig", ours, bar, peers or {"Go": "go.work"})


def nanoseconds(**values):
    return {f"rig.{name}.work": Figure(value, "ns/op") for name, value in values.items()}


def rates(**values):
    return {f"rig.{name}.work": Figure(value, "req/s") for name, value in values.items()}


class Parsing(unittest.TestCase):
    def test_only_lines_of_a_name_a_number_and_a_unit_are_rows(self):
        text = "a.b.c 12.5 ns/op\n# a note\nwords without number\na.b.d 3 req/s\n"
        self.assertEqual(parse(text), {"a.b.c": Figure(12.5, "ns/op"), "a.b.d": Figure(3, "req/s")})

    def test_sums_need_all_their_parts(self):
        measured = nanoseconds(a=1, b=2)
        self.assertEqual(figure("a.work + b.work", "rig", measured), Figure(3, "ns/op"))
        self.assertIsNone(figure("a.work + c.work", "rig", measured))

    def test_the_better_of_several_is_the_quicker_one(self):
        self.assertEqual(figure("a.work | b.work | c.work", "rig", nanoseconds(a=5, b=2)).value, 2)
        self.assertEqual(figure("a.work | b.work", "rig", rates(a=5, b=2)).value, 5)

    def test_nought_is_no_figure(self):
        self.assertIsNone(figure("a.work", "rig", rates(a=0)))


class Comparing(unittest.TestCase):
    def test_times_as_fast_is_the_peers_time_over_ours(self):
        result = compare(row(Times(2, "Go")), [(nanoseconds(umbra=10), nanoseconds(go=30))])
        self.assertEqual((result.ratio, result.holds), (3, True))

    def test_of_rates_more_is_better(self):
        result = compare(row(Share(0.8, "Go")), [(rates(umbra=70), rates(go=100))])
        self.assertEqual((result.ratio, result.holds), (0.7, False))
        self.assertEqual(result.peers[0].speed, 0.7)

    def test_within_is_our_time_over_the_peers(self):
        held = compare(row(Within(1.1, "Go")), [(nanoseconds(umbra=11), nanoseconds(go=10))])
        missed = compare(row(Within(1.1, "Go")), [(nanoseconds(umbra=12), nanoseconds(go=10))])
        self.assertAlmostEqual(held.ratio, 1.1)
        self.assertEqual((held.holds, missed.holds), (True, False))

    def test_below_needs_no_peer(self):
        result = compare(row(Below(150, "ns/op")), [(nanoseconds(umbra=151), {})])
        self.assertEqual((result.ratio, result.holds, result.missing), (151, False, ["Go"]))

    def test_ratios_are_of_a_round_and_the_median_is_told_with_the_extremes(self):
        rounds = [(nanoseconds(umbra=10), nanoseconds(go=20)), (nanoseconds(umbra=30), nanoseconds(go=30)),
                  (nanoseconds(umbra=10), nanoseconds(go=40))]
        result = compare(row(Times(2, "Go")), rounds)
        self.assertEqual((result.ratio, result.low, result.high), (2, 1, 4))
        self.assertEqual(table.ratio_words(result), "2.00 times as fast (1.00 - 4.00)")
        within = compare(row(Within(1, "Go")), rounds)
        self.assertEqual((within.ratio, within.low, within.high), (0.5, 0.25, 1))

    def test_a_peer_that_is_not_there_is_named_and_the_bar_is_open(self):
        result = compare(row(Times(2, "Go")), [(nanoseconds(umbra=10), {})])
        self.assertEqual((result.holds, result.missing), (None, ["Go"]))
        self.assertEqual(table.left_out([result]), ["Go (some work)"])
        self.assertIn("Not measured: some work", table.summary([result]))

    def test_what_we_did_not_measure_has_no_row(self):
        self.assertIsNone(compare(row(Named()), [({}, nanoseconds(go=1))]))


class Words(unittest.TestCase):
    def test_amounts_have_the_unit_that_a_person_would_choose(self):
        told = [table.amount(*one) for one in [(13100, "ns/op"), (46.2, "ns/op"), (118486, "req/s"), (1.7, "ns/op"),
                                               (4423, "MiB/s"), (98304, "bytes"), (0.85, "ms"), (0.5, "KiB")]]
        self.assertEqual(told, ["13.1 us", "46.2 ns", "118 k/s", "1.70 ns", "4,423 MiB/s", "96.0 KiB", "850 us", "0.500 KiB"])

    def test_each_row_of_the_table_has_all_columns_and_misses_stand_out(self):
        rounds = [(nanoseconds(umbra=20), nanoseconds(go=30))]
        results = [compare(row(Times(2, "Go")), rounds), compare(row(Times(1, "Go")), rounds), compare(row(Named()), rounds)]
        lines = table.markdown(results).splitlines()
        self.assertEqual({line.count("|") for line in lines}, {len(table.HEAD) + 1})
        self.assertEqual(["**no**" in line for line in lines[2:]], [True, False, False])
        self.assertEqual(table.summary(results), "1 of 2 bars hold. Missed: some work.")


class Pictures(unittest.TestCase):
    def results(self):
        rounds = [(nanoseconds(umbra=20), nanoseconds(go=30, c=5, slow=90000))]
        peers = {"Go": "go.work", "raw C": "c.work", "A & B": "slow.work"}
        return [compare(row(Times(2, "Go"), peers), rounds), compare(row(Named(), {"none": "none.work"}), rounds)]

    def test_the_chart_is_xml_with_a_bar_for_each_peer_on_its_side_of_the_line(self):
        root = xml.etree.ElementTree.fromstring(chart.draw(self.results(), "today"))
        space = "{http://www.w3.org/2000/svg}"
        bars = [one for one in root.iter(space + "rect") if one.get("rx") == "1.5"]
        scale = chart.Scale([1.5, 0.25, 4500])
        self.assertEqual(len(bars), 3)
        self.assertAlmostEqual(float(bars[0].get("x")), scale.x(1), delta=0.1)
        self.assertAlmostEqual(float(bars[1].get("x")), scale.x(0.25), delta=0.1)
        self.assertGreater(float(bars[2].get("width")), float(bars[0].get("width")))
        for one in bars:
            self.assertLessEqual(float(one.get("x")) + float(one.get("width")), chart.WIDTH)

    def test_the_readme_keeps_what_is_outside_of_the_comments(self):
        page = f"before\n{readme.BEGIN}\nwhat was there\n{readme.END}\nafter\n"
        new = readme.replaced(page, readme.section(self.results(), "today", ["nginx (HTTP hello)"]))
        self.assertIn("no figure: nginx (HTTP hello).", new)
        self.assertTrue(new.startswith(f"before\n{readme.BEGIN}\n![") and new.endswith(f"{readme.END}\nafter\n"))
        self.assertNotIn("what was there", new)
        self.assertEqual(readme.replaced(new, "x"), readme.replaced(page, "x"))
        with self.assertRaises(SystemExit):
            readme.replaced("no comments", "x")


class TheTable(unittest.TestCase):
    def test_bars_name_a_peer_of_their_row_and_rigs_have_groups(self):
        for one in ROWS:
            self.assertIn(one.rig, GROUPS)
            if than := getattr(one.bar, "than", None):
                self.assertIn(than, one.peers, one.work)

    def test_the_servers_to_run_are_those_of_the_rows(self):
        self.assertIn("hummingbird-nioexec", servers("requests"))
        self.assertNotIn("umbra", servers("requests", "p99"))
        self.assertEqual(servers("idle_per_connection"), ["go", "hummingbird", "nginx", "uvicorn"])

    def test_every_peer_is_of_one_kind(self):
        kinds = [name for peers in KINDS.values() for name in peers]
        self.assertEqual(len(kinds), len(set(kinds)))
        self.assertLessEqual({name for one in ROWS for name in one.peers}, set(kinds))

    def test_a_round_has_the_mean_of_ours_before_and_after_the_rig(self):
        self.assertEqual(between(nanoseconds(umbra=10), nanoseconds(umbra=20)), nanoseconds(umbra=15))

    def test_a_record_is_read_as_it_was_written_and_grows_by_rounds(self):
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/record.json"
            mine = {"loop-ops.umbra.switch_1M_2tasks": Figure(10, "ns/op")}
            for theirs in 30, 50:
                record = Record(path)
                record.add("loop-ops", mine, {"loop-ops.go.switch_1M_2tasks": Figure(theirs, "ns/op")}, ["skip: uvloop"])
            (result,) = Record(path).results()
            self.assertEqual((result.rounds, result.ratio, result.holds), (2, 4, True))
            self.assertEqual(Record(path).notes(), ["loop-ops: skip: uvloop"])
            self.assertIn("create and join a task (no figure of ours)", Record(path).absent())
            self.assertEqual(Record(path).absent("HTTP"), [])


if __name__ == "__main__":
    unittest.main()
