/**
 * The ship's sounds, all synthesised: an engine that hums with its thrust, a slow drone of two
 * voices that follows the risk, and small signals. Nothing before the first gesture.
 */

/** @typedef {typeof import("zzfx")} Zzfx */

/** zzfx's numbers: volume, randomness, frequency, attack, sustain, release, shape, ... */
const SIGNALS = Object.freeze({
  dock: [0.5, 0, 196, 0.03, 0.12, 0.35, 0, 1.4, 0, 0, 98, 0.09],
  undock: [0.5, 0, 294, 0.03, 0.1, 0.3, 0, 1.4, 0, 0, -98, 0.09],
  trade: [0.4, 0, 660, 0.01, 0.04, 0.18, 0, 1.2, 0, 0, 220, 0.05],
  refused: [0.4, 0, 150, 0.01, 0.06, 0.16, 0, 1.8, 0, 0, -30, 0.06],
  chat: [0.25, 0, 880, 0.01, 0.02, 0.1, 0, 1],
  alert: [0.5, 0, 440, 0.01, 0.08, 0.2, 0, 1.6, 0, 0, -110, 0.1, 0.12],
  fire: [0.22, 0.05, 520, 0, 0.02, 0.09, 1, 1.6, -9, 0],
  hit: [0.35, 0.1, 140, 0, 0.02, 0.12, 4, 1.2, -3, 0],
  explosion: [0.5, 0.1, 52, 0.01, 0.12, 0.7, 4, 2.2, -0.3],
  loot: [0.35, 0, 523, 0.01, 0.05, 0.16, 0, 1.3, 0, 0, 262, 0.06],
  alarm: [0.3, 0, 330, 0.02, 0.16, 0.22, 0, 1.5, 0, 0, -82, 0.14, 0.28],
  lost: [0.4, 0, 220, 0.02, 0.15, 0.4, 0, 1.2, -1],
});

/** @typedef {keyof typeof SIGNALS} Signal */

const DRONE_HZ = 55;
const ENGINE_HZ = 46;
const EASE_S = 0.25;

export class Sound {
  /** @param {{volume: number, muted: boolean}} start */
  constructor({ volume, muted }) {
    this.volume = volume;
    this.muted = muted;
    this.asked = false;
    /** @type {Zzfx | null} */
    this.zzfx = null;
    /** @type {ReturnType<typeof voices> | null} */
    this.voices = null;
  }

  /** The first gesture: from here on sound is allowed. A browser without sound stays silent. */
  async wake() {
    if (this.asked || this.muted) return;
    this.asked = true;
    try {
      const zzfx = await import("zzfx"); // opens the audio device, so not before now
      await zzfx.ZZFX.audioContext.resume();
      this.voices = voices(zzfx.ZZFX.audioContext);
      this.zzfx = zzfx;
      this.applyVolume();
    } catch {
      this.zzfx = null;
    }
  }

  /** @param {boolean} muted */
  setMuted(muted) {
    this.muted = muted;
    if (!muted) void this.wake();
    this.applyVolume();
  }

  /** @param {number} volume 0..1 */
  setVolume(volume) {
    this.volume = volume;
    this.applyVolume();
  }

  applyVolume() {
    if (!this.zzfx || !this.voices) return;
    const { ZZFX } = this.zzfx;
    const volume = this.muted ? 0 : this.volume;
    ZZFX.volume = volume * 0.35;
    this.voices.output.gain.setTargetAtTime(volume, ZZFX.audioContext.currentTime, 0.05);
  }

  /** @param {Signal} signal */
  play(signal) {
    if (!this.zzfx || this.muted || this.volume === 0) return;
    this.zzfx.zzfx(...SIGNALS[signal]);
  }

  /**
   * Some ten times a second.
   *
   * @param {number} thrust 0..1
   * @param {number} risk 0..1
   * @param {boolean} flying
   */
  follow(thrust, risk, flying) {
    if (!this.zzfx || !this.voices || this.muted) return;
    const { engine, engineTone, drone, second } = this.voices;
    const now = this.zzfx.ZZFX.audioContext.currentTime;
    engine.gain.setTargetAtTime(flying ? 0.015 + 0.1 * thrust : 0, now, EASE_S);
    engineTone.frequency.setTargetAtTime(120 + 260 * thrust, now, EASE_S);
    drone.gain.setTargetAtTime(0.035, now, 2);
    // A fifth where it is safe, bending towards a tritone where it is not.
    second.frequency.setTargetAtTime(DRONE_HZ * (1.5 - 0.086 * risk), now, 3);
  }
}

/** @param {AudioContext} context */
function voices(context) {
  const output = context.createGain();
  output.gain.value = 0;
  output.connect(context.destination);

  const engine = context.createGain();
  engine.gain.value = 0;
  const engineTone = context.createBiquadFilter();
  engineTone.type = "lowpass";
  engineTone.frequency.value = 120;
  for (const detune of [-7, 0, 9]) tone(context, "sawtooth", ENGINE_HZ, detune).connect(engineTone);
  engineTone.connect(engine).connect(output);

  const drone = context.createGain();
  drone.gain.value = 0;
  tone(context, "sine", DRONE_HZ, 0).connect(drone);
  const second = tone(context, "sine", DRONE_HZ * 1.5, 4);
  second.connect(drone);
  drone.connect(output);
  return { output, engine, engineTone, drone, second };
}

/**
 * @param {AudioContext} context
 * @param {OscillatorType} type
 * @param {number} frequency Hz
 * @param {number} detune cents
 */
function tone(context, type, frequency, detune) {
  const oscillator = context.createOscillator();
  oscillator.type = type;
  oscillator.frequency.value = frequency;
  oscillator.detune.value = detune;
  oscillator.start();
  return oscillator;
}
