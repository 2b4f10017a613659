"""Channels' `runworker`, with our worker."""

from channels.management.commands.runworker import Command as ChannelsCommand

from game.worker.process import SystemsWorker


class Command(ChannelsCommand):
    worker_class = SystemsWorker
