"""How often chance wins: random moves in the environment, in this process or over the wire.

    python examples/train.py MODULE:CLASS [GAMES]
    python examples/train.py TicTacToe [GAMES [SERVER [PORT]]]

Needs the extra `env`: pip install cosmic-client[env]
"""

import sys

from cosmic_client import GameServerAPI
from cosmic_client.env import MatchEnv, in_process, over_the_wire


def play(env: MatchEnv) -> dict[str, float]:
    """One game of random legal moves: the reward of each agent."""
    rewards = {}
    env.reset()
    for agent in env.agent_iter():
        seen, reward, terminated, truncated, _ = env.last()
        if terminated or truncated:
            rewards[agent] = reward
            env.step(None)
        else:
            env.step(env.action_space(agent).sample(seen["action_mask"]))
    return rewards


def main(game: str, games: str = "100", server: str = "127.0.0.1", port: str = "4711") -> None:
    if ":" in game:
        env = in_process(game)
    else:
        env = over_the_wire(
            [GameServerAPI(server, int(port), game, "training", 2) for _ in range(2)]
        )
    totals = dict.fromkeys(env.possible_agents, 0.0)
    for _ in range(int(games)):
        for agent, reward in play(env).items():
            totals[agent] += reward
    env.close()
    for agent, total in totals.items():
        print(f"{agent}: {total / int(games):+.2f} a game")


if __name__ == "__main__":
    main(*sys.argv[1:])
