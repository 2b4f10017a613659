"""What the kernel says about a process: time on a core, memory, bytes it could not send yet."""

import os
from pathlib import Path

TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def family_of(pid: int) -> list[int]:
    """The process and its descendants."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int(_stat_fields(int(entry.name))[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
            children.setdefault(parent, []).append(int(entry.name))
    family, index = [pid], 0
    while index < len(family):
        family += children.get(family[index], [])
        index += 1
    return family


def cpu_seconds(pids: list[int]) -> float:
    """User and system time of all threads of these processes so far, s."""
    fields = [_stat_fields(pid) for pid in pids]
    return sum(int(field[11]) + int(field[12]) for field in fields) / TICKS_PER_S


def kernel_seconds(pids: list[int]) -> float:
    """The system's part of that time, s."""
    return sum(int(_stat_fields(pid)[12]) for pid in pids) / TICKS_PER_S


def core_seconds(core: int) -> float:
    """Time that one core has been busy with anything so far, s."""
    for line in Path("/proc/stat").read_text().splitlines():
        name, *values = line.split()
        if name == f"cpu{core}":
            user, nice, system, _idle, _iowait, irq, softirq, steal = map(int, values[:8])
            return (user + nice + system + irq + softirq + steal) / TICKS_PER_S
    raise LookupError(f"this machine has no core {core}")


def resident_bytes(pids: list[int]) -> int:
    page = os.sysconf("SC_PAGE_SIZE")
    return sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * page for pid in pids)


def unsent_bytes(server_port: int, client_ports: set[int]) -> int:
    """What the kernel holds of the server's for these local clients, bytes (IPv4)."""
    total = 0
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, remote, _, queues, *_ = line.split()
        ports = int(local.rpartition(":")[2], 16), int(remote.rpartition(":")[2], 16)
        if ports[0] == server_port and ports[1] in client_ports:
            total += int(queues.partition(":")[0], 16)
    return total


def _stat_fields(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat from the third (state) on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
