"""One message of each kind between feeds and systems, with every part of it filled in."""

import array

from game.protocol import link

BATCH = link.Batch(
    link.VERSION,
    "specific.feed!a1",
    "specific.frames!a1",
    4200,
    True,
    link.Steering(
        array.array("q", [7, 9]).tobytes(),
        array.array("q", [31, 2**53 - 1]).tobytes(),
        array.array("d", [1.0, 0.0]).tobytes(),
        array.array("d", [-0.25, 0.0]).tobytes(),
        b"\x00\x01",
        {7: 31},
    ),
    [
        link.Join(1, 7, 2, False),
        link.Leave(2, 9, 0, False),
        link.TradeOrder(1, 7, 3, False, "earth-orbit-station", "food", 10, "ref-1"),
        link.TradeOrder(1, 7, 4, True, "earth-orbit-station", "food", -1, None),
        link.RepairOrder(1, 7, 5, "earth-orbit-station", None),
        link.RefuelOrder(1, 7, 6, "earth-orbit-station", None, "ref-2"),
        link.RefuelOrder(1, 7, 7, "earth-orbit-station", 20, None),
        link.JumpOrder(1, 7, 11, "a-gate"),
        link.Chat(1, 7, 8, "local", "Grüße 🚀"),
    ],
    [7, 9],
)

REPLIES = link.Replies(
    link.VERSION,
    [
        link.Welcome("specific.worker!b2", 3, 4200, 18, 20.0, '"zones":[]', "[]"),
        link.Beat("specific.worker!b2", 3, "live", 20.0, 1.0),
        link.Joined(1, 7, '{"system_id":"sol-1"}'),
        link.Reply(1, 3, "trade.result", '{"ok":true}'),
        link.Parted(1, 10, 7, "left", '{"system_id":"sol-1"}', ""),
        link.Broadcast("chat.message", '{"text":"Grüße"}', None, 0),
        link.Broadcast("chat.message", '{"text":"hi"}', [7, 9], 1, 17),
        link.Asleep(3, True),
    ],
)

FRAME = link.Frame(
    link.VERSION,
    3,
    4199,
    4200,
    77,
    [171, 172],
    [',{"id":"s_7","x":1.5}', ""],
    ["", ',"s_9"'],
    [',{"kind":"docked","ship_id":"s_7","station_id":"a"}', ""],
    {171: ',{"id":"s_7"}'},
    {190: ',"s_11"'},
    array.array("q", [7, 9]).tobytes(),
    array.array("i", [171, 172]).tobytes(),
    array.array("q", [31, 0]).tobytes(),
    array.array("h", [0, 0]).tobytes(),
    ['{"zone_ids":[]}'],
    [',{"id":"s_9"}'],
    array.array("h", [0, -1]).tobytes(),
    {7: ',"hull":92.5'},
    {9: '{"ship_id":"s_9"}'},
    ',{"kind":"market_changed"}',
    "[]",
    ["specific.feed!c3"],
    [link.Fight(171, '{"kind":"hit"}', (7, 9))],
)

BUNDLE = link.Bundle(
    link.VERSION,
    [link.Part("sol-1", link.pack(REPLIES)), link.Part("gale-weald", b"\x00not a blob")],
)

SAMPLES: dict[str, link.Message] = {
    "bundle": BUNDLE,
    "batch": BATCH,
    "replies": REPLIES,
    "frame": FRAME,
}
