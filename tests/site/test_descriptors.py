"""A server may open as many sockets as the system lets it, however its shell was set."""

import subprocess
import sys

import pytest

CODE = """
import resource
from game.realtime.descriptors import raise_limit
_, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, min(hard, 2048)))
print(raise_limit({most}), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


@pytest.mark.parametrize(
    ("soft", "most", "then"),
    [(256, 512, 512), (256, 100_000, 2048), (1024, 512, 1024)],
    ids=["up to what is wanted", "up to the hard limit", "never down"],
)
def test_the_limit_of_open_files_is_raised(soft: int, most: int, then: int) -> None:
    code = CODE.format(soft=soft, most=most)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(then)] * 2
