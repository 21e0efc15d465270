#!/usr/bin/python3
"""A stage opens a file once: on many ranks, a file system answers for each of them."""

import ctypes
import os
import struct
import threading
import unittest

import harness

OPEN, CLOSE = 0x20, 0x18  # of inotify


class Opens:
    """Counts how often files of a folder are opened within the scope, by name."""

    def __init__(self, folder):
        library = ctypes.CDLL(None, use_errno=True)
        self.descriptor = library.inotify_init()
        assert library.inotify_add_watch(self.descriptor, os.fsencode(folder), OPEN | CLOSE) >= 0
        self.count = {}
        self.thread = threading.Thread(target=self._read)
        self.folder = folder

    def _read(self):
        while True:
            events = os.read(self.descriptor, 1 << 16)
            while events:
                _, mask, _, length = struct.unpack_from("iIII", events)
                name = events[16:16 + length].rstrip(b"\0").decode()
                if name == "end of the test":
                    return
                if mask & OPEN:
                    self.count[name] = self.count.get(name, 0) + 1
                events = events[16 + length:]

    def __enter__(self):
        self.thread.start()
        return self.count

    def __exit__(self, *_):
        (self.folder / "end of the test").touch()
        self.thread.join()
        os.close(self.descriptor)


class OncePerStage(unittest.TestCase):
    def test_trajectories(self):
        for ranks in 1, 3:
            with self.subTest(ranks=ranks), harness.scratch_folder() as folder:
                with Opens(folder) as count:
                    harness.finished_run(folder, ranks)
                # learning (and its warnings), coupling, forecasts and the report; each rank, but the report
                self.assertLessEqual(count["trajectories.h5"], 2 + 3 * ranks)
                self.assertLessEqual(sum(n for name, n in count.items() if name.startswith("trajectories.h5")), 9 + 6 * ranks)


if __name__ == "__main__":
    unittest.main()
