"""The environment itself: PettingZoo's AEC interface over a table and a codec."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray
from pettingzoo import AECEnv

from cosmic_client.env.codecs import Codec, Mask, move_key, numbered, rewards_by_score
from cosmic_client.env.table import Table

Observation = dict[str, NDArray[Any]]


class MatchEnv(AECEnv[str, Observation, int]):
    """A match whose agents are `player_0`, `player_1`, ...: those that play at the table.

    An action is a number in `codec.moves`. One that the game refuses raises IllegalMove and
    changes nothing; `action_mask` has a 1 for each that it takes, and only zeros out of turn.
    Rewards come at the end. After `max_moves` moves of its agents a game is truncated.
    """

    def __init__(self, table: Table, codec: Codec, *, max_moves: int | None = None) -> None:
        super().__init__()
        self.metadata = {"name": table.name, "render_modes": [], "is_parallelizable": False}
        self.render_mode = None
        self.table = table
        self.codec = codec
        self._max_moves = max_moves
        self._seats = {f"player_{seat}": seat for seat in table.seats}
        self._names = {seat: agent for agent, seat in self._seats.items()}
        self._actions = numbered(codec.moves)
        self._no_moves = np.zeros(len(codec.moves), np.int8)
        self.possible_agents = list(self._seats)
        self.action_spaces = {
            agent: spaces.Discrete(len(codec.moves)) for agent in self.possible_agents
        }
        mask = spaces.Box(0, 1, (len(codec.moves),), np.int8)
        self.observation_spaces = {
            agent: spaces.Dict({"observation": codec.space, "action_mask": mask})
            for agent in self.possible_agents
        }

    def observation_space(self, agent: str) -> spaces.Space[Any]:
        return self.observation_spaces[agent]

    def action_space(self, agent: str) -> spaces.Space[Any]:
        return self.action_spaces[agent]

    def reset(self, seed: int | None = None, options: dict[str, Any] | None = None) -> None:
        """Begin the next game. `options` are there for the interface's sake."""
        self.table.reset(seed)
        self.agents = list(self.possible_agents)
        self.rewards = dict.fromkeys(self.agents, 0.0)
        self._cumulative_rewards = dict.fromkeys(self.agents, 0.0)
        self.terminations = dict.fromkeys(self.agents, False)
        self.truncations = dict.fromkeys(self.agents, False)
        self.infos: dict[str, dict[str, Any]] = {agent: {} for agent in self.agents}
        self._moves_made = 0
        self._skip_agent_selection = None
        self.agent_selection = self.agents[0]
        self._pass_on(self.table.players - 1)

    def observe(self, agent: str) -> Observation:
        seat = self._seats[agent]
        state = self.table.state(seat)
        may_move = seat in state["current"] and not state["gameover"]
        return {
            "observation": self.codec.observe(state, seat),
            "action_mask": self._mask(state, seat) if may_move else self._no_moves.copy(),
        }

    def step(self, action: int | None) -> None:
        """Make the move of `agent_selection`. Raises IllegalMove when the game refuses it."""
        agent = self.agent_selection
        if self.terminations[agent] or self.truncations[agent]:
            self._was_dead_step(action)
            return
        if action is None:
            raise ValueError(f"it is the turn of {agent}: an action is needed")
        seat = self._seats[agent]
        self.table.move(seat, self.codec.moves[action])
        self._moves_made += 1
        self._cumulative_rewards[agent] = 0.0
        self._pass_on(seat)

    def close(self) -> None:
        self.table.close()

    def _pass_on(self, last: int) -> None:
        """The next seat after `last` that may move gets its turn, or the game ends."""
        current, over = self.table.turn()
        if over:
            self._end()
            return
        players = self.table.players
        mine = [seat for seat in current if seat in self._names]
        self.agent_selection = self._names[min(mine, key=lambda seat: (seat - last - 1) % players)]
        if self._moves_made == self._max_moves:
            self.truncations = dict.fromkeys(self.agents, True)

    def _end(self) -> None:
        rewards = self._rewards()
        for agent, seat in self._seats.items():
            self.rewards[agent] = rewards[seat]
            self.terminations[agent] = True
        self._accumulate_rewards()
        self.agent_selection = self.agents[0]

    def _rewards(self) -> Sequence[float]:
        rewards = self.codec.rewards(self.table.state(self.table.seats[0]))
        if rewards is not None:
            return rewards
        scores = self.table.result()
        return [0.0] * self.table.players if scores is None else rewards_by_score(scores)

    def _mask(self, state: dict[str, Any], seat: int) -> Mask:
        mask = self.codec.mask(state, seat)
        if mask is not None:
            return mask
        moves = self.table.legal_moves(seat)
        if moves is None:
            return np.ones(len(self.codec.moves), np.int8)
        mask = self._no_moves.copy()
        mask[[self._actions[move_key(move)] for move in moves]] = 1
        return mask
