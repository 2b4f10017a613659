import assert from "node:assert/strict";
import { test } from "node:test";

import { STEPS, Tutorial } from "../../static/cosmic/state/tutorial.js";
import { stepWords } from "../../static/cosmic/ui/tutorial.js";

/** @type {import("../../static/cosmic/state/tutorial.js").Reading} */
const START = {
  thrust: 0,
  speed: 0,
  heading: 0,
  dockedAt: null,
  load: 0,
  credits: 5000,
  course: "",
};

/** A pilot at the beginning, and a way to change what the instruments say. */
function flight(step = 0) {
  const tutorial = new Tutorial(step);
  let now = START;
  tutorial.observe(now);
  const does = (/** @type {Partial<typeof START>} */ changes) => {
    now = { ...now, ...changes };
    tutorial.observe(now);
    return tutorial.step;
  };
  return { tutorial, does };
}

test("the first flight goes from thrust to a sale, each step by doing it", () => {
  const { does } = flight();
  assert.equal(does({ thrust: 1, speed: 3 }), "thrust", "not before it moves");
  assert.equal(does({ speed: 40 }), "turn");
  assert.equal(does({ heading: 0.4 }), "turn");
  assert.equal(does({ heading: 0.9 }), "dock");
  assert.equal(does({ dockedAt: "earth" }), "buy");
  assert.equal(does({ load: 12, credits: 4900 }), "undock");
  assert.equal(does({ dockedAt: null }), "course");
  assert.equal(does({ course: "earth" }), "course", "where one comes from is no goal");
  assert.equal(does({ course: "mars" }), "sell");
  assert.equal(does({ dockedAt: "mars", course: "" }), "sell");
  assert.equal(does({ load: 0, credits: 5100 }), null);
});

test("turning counts on both sides, also across the far side of the circle", () => {
  const { does } = flight(1);
  does({ heading: Math.PI - 0.2 });
  const { does: other } = flight(1);
  other({ heading: 0.3 });
  assert.equal(other({ heading: -0.15 }), "dock");
});

test("cargo that is lost with the ship was not sold", () => {
  const { does } = flight(STEPS.indexOf("buy"));
  does({ dockedAt: "earth" });
  does({ load: 5, credits: 4900 });
  does({ dockedAt: null });
  does({ course: "mars" });
  assert.equal(does({ load: 0, credits: 4500, dockedAt: "mars" }), "sell");
});

test("selling where one bought does not end the first flight", () => {
  const { does } = flight(STEPS.indexOf("buy"));
  does({ dockedAt: "earth", load: 0 });
  does({ load: 5, credits: 4900 });
  does({ dockedAt: null });
  does({ course: "mars" });
  does({ dockedAt: "earth" });
  assert.equal(does({ load: 0, credits: 4950 }), "sell");
});

test("what was done before is not asked again, and rubbish begins anew", () => {
  assert.equal(new Tutorial(2).step, "dock");
  assert.equal(new Tutorial(99).step, null);
  assert.equal(new Tutorial(-3).step, "thrust");
  assert.equal(new Tutorial(1.5).step, "thrust");
});

test("a first flight can be skipped at any time", () => {
  const { tutorial, does } = flight();
  does({ thrust: 1, speed: 40 });
  tutorial.skip();
  assert.equal(tutorial.step, null);
  assert.equal(does({ heading: 3 }), null);
});

test("every step has words for keys and for thumbs, with the keys as they are bound", () => {
  for (const step of STEPS) {
    const keys = stepWords(step, false, (action) => `<${action}>`);
    const thumbs = stepWords(step, true, () => assert.fail("thumbs have no keys"));
    assert.ok(keys.length > 10 && thumbs.length > 10);
  }
  assert.match(stepWords("thrust", false, () => "I"), /Hold I/);
});
