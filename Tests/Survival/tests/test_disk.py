"""The disk that loses its write cache, and the journal that survives it."""

import os
import random
import tempfile
import unittest

import journal
from disk import SECTOR, Cache, survivors

OLD, NEW = b"o" * SECTOR, b"n" * SECTOR


class DiskTests(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def cache(self, is_lying=False):
        return Cache(os.path.join(self.folder.name, "image"), size=8 * SECTOR, is_lying=is_lying)

    def after_a_cut(self, cache, kept=()):
        """The first sector, as it comes up again."""
        cache.cut(list(kept))
        return self.cache().read(0, SECTOR)

    def test_what_was_written_is_read_and_not_durable(self):
        cache = self.cache()
        cache.write(0, NEW)
        self.assertEqual(cache.read(0, SECTOR), NEW)
        self.assertEqual(self.after_a_cut(cache), bytes(SECTOR))

    def test_what_was_flushed_is_durable(self):
        cache = self.cache()
        cache.write(0, OLD)
        cache.flush()
        cache.write(0, NEW)
        self.assertEqual(self.after_a_cut(cache), OLD)

    def test_a_forced_write_is_durable_by_itself(self):
        cache = self.cache()
        cache.write(0, NEW)
        cache.write(SECTOR, NEW)
        cache.force(0, SECTOR)
        self.assertEqual(list(cache.sectors), [1])
        self.assertEqual(self.after_a_cut(cache), NEW)

    def test_a_lying_disk_has_flushed_nothing(self):
        cache = self.cache(is_lying=True)
        cache.write(0, NEW)
        cache.flush()
        cache.force(0, SECTOR)
        self.assertEqual(self.after_a_cut(cache), bytes(SECTOR))

    def test_the_fates_of_what_was_not_flushed(self):
        cache = self.cache()
        for sector in (3, 1, 2, 1):
            cache.write(sector * SECTOR, NEW)
        sectors = list(cache.sectors)
        self.assertEqual(sectors, [3, 2, 1])
        fates = {fate: {tuple(survivors(sectors, fate, random.Random(seed))) for seed in range(200)}
                 for fate in ("nothing", "half", "prefix")}
        self.assertEqual(fates["nothing"], {()})
        self.assertEqual(fates["prefix"], {(), (3,), (3, 2), (3, 2, 1)})
        self.assertEqual(len(fates["half"]), 8)

    def test_a_journal_whose_last_line_was_cut_off(self):
        path = os.path.join(self.folder.name, "journal")
        record = journal.Journal(path)
        record.write("mounted", round=1)
        record.close()
        with open(path, "a") as file:
            file.write('{"kind": "serv')
        self.assertEqual([line["kind"] for line in journal.read(path)], ["mounted"])
